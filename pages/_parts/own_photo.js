// Keeps in this tab the word under which Python finds the visitor's photo again: after a reload, or in a second tab
// while this one is open. The photo itself never comes here.
import { takeNoPlace } from "./dom.js";
import { whenQuiet } from "./quiet.js";

const NAME = "convoscope.photo";

const keeper = (globalThis[Symbol.for("convoscope.photo")] ??= { channel: null, hasAsked: false, tell: null });

function recallToken() {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null; // Storage may be forbidden; then a reload starts afresh.
  }
}

function keepToken(token) {
  try {
    sessionStorage.setItem(NAME, token);
  } catch {
    // As above.
  }
}

function say(message) {
  // A channel reaches this site's tabs only, and takes no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  keeper.channel.postMessage(message);
}

function listenToTabs() {
  keeper.channel = new BroadcastChannel(NAME);
  keeper.channel.addEventListener("message", ({ data: { token } }) => {
    const mine = recallToken();
    if (token === undefined && mine) say({ token: mine });
    else if (token && !mine) keeper.tell(token);
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  takeNoPlace(parentElement);
  keeper.tell = (token) => {
    keepToken(token);
    // A run that cuts the first one short may lose what that has drawn.
    whenQuiet(() => setTriggerValue("token", token));
  };
  if (!keeper.channel) listenToTabs();
  if (data.token) {
    keepToken(data.token);
  } else if (!keeper.hasAsked) {
    const mine = recallToken();
    if (mine) keeper.tell(mine);
    else say({});
  }
  keeper.hasAsked = true;
}
