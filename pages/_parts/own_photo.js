// Keeps in this tab the word under which Python finds the visitor's photo again: after a reload, or in a second tab
// while this one is open. The photo itself never comes here.
import { takeNoPlace } from "./dom.js";
import { whenQuiet } from "./quiet.js";

const NAME = "convoscope.photo";
const AGAIN = 1500; // ms
const TIMES = 4;

const keeper = (globalThis[Symbol.for("convoscope.photo")] ??= {
  channel: null,
  hasAsked: false,
  isHeard: false,
  send: null,
});

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

// What a panel asks at the same moment goes out in one message with the word, and that message draws the panel's part
// of the page alone: so the word is said again until the whole page has been drawn with it.
function tell(token, times = TIMES) {
  keepToken(token);
  // A run that cuts the first one short may lose what that has drawn.
  whenQuiet(() => {
    if (keeper.isHeard) return;
    keeper.send("token", token);
    if (times > 1) setTimeout(() => tell(token, times - 1), AGAIN);
  });
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
    else if (token && !mine) tell(token);
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  takeNoPlace(parentElement);
  keeper.send = setTriggerValue;
  keeper.isHeard = data.isHeard;
  if (!keeper.channel) listenToTabs();
  if (data.token) {
    keepToken(data.token);
  } else if (!keeper.hasAsked) {
    const mine = recallToken();
    if (mine) tell(mine);
    else say({});
  }
  keeper.hasAsked = true;
}
