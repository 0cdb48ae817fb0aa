// Copy the address of what is on screen, and keep the back button honest.

// Streamlit adds a step to the browser's history for every choice that the app writes into the address. On the way
// to another page it clears this page's settings and writes the next one's under the old path, before the path
// changes. So: within a page an address replaces the last one, as Streamlit's own sliders do, unless a change of
// path follows at once; and an address whose settings are another page's is left for that page's path to carry.
const SETTLED_MS = 80;

function keepHistoryHonest() {
  if (window.convoscopeHistory) return;
  window.convoscopeHistory = true;
  const push = window.history.pushState.bind(window.history);
  let pending;
  window.history.pushState = (state, title, address) => {
    clearTimeout(pending);
    const next = new URL(address ?? "", window.location.href);
    const path = window.location.pathname;
    if (next.pathname !== path) return push(state, title, address);
    const page = path.split("/").pop();
    const pages = [...next.searchParams.keys()].filter((name) => name.includes(".")).map((name) => name.split(".")[0]);
    if (pages.length && pages.every((name) => name !== page)) return;
    pending = setTimeout(() => {
      if (window.location.pathname === path) window.history.replaceState(state, title, address);
    }, SETTLED_MS);
  };
}

// Signs that an address may carry as they are stay readable; a hosted app's frame has a path of its own.
function readableLink() {
  const link = new URL(window.location.href);
  const query = [...link.searchParams].map(([name, value]) => `${name}=${readable(value)}`).join("&");
  return link.origin + link.pathname.replace(/^\/~\/\+/, "") + (query ? `?${query}` : "");
}

function readable(text) {
  return encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/%(?:3B|2C|2F|3A|40)/g, decodeURIComponent);
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export default function ({ data, parentElement }) {
  keepHistoryHonest();
  const root = parentElement.querySelector(".copy_link");
  if (!root.firstChild) {
    root.innerHTML =
      '<button type="button"><svg viewBox="0 0 24 24" aria-hidden="true">' +
      '<path d="M10 14a4 4 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.5"/>' +
      "</svg><span></span></button>" +
      '<input readonly hidden aria-label="Link to this experiment"><p role="status"></p>';
  }
  const [button, input, status] = root.children;
  const label = button.querySelector("span");
  label.textContent = "Copy link";
  button.title = data.note;
  button.onclick = async () => {
    const link = readableLink();
    const isCopied = await toClipboard(link);
    input.hidden = isCopied;
    input.value = link;
    if (!isCopied) input.select();
    status.textContent = isCopied ? data.note : "The browser keeps its clipboard shut: the link is selected, copy it.";
    label.textContent = isCopied ? "Copied" : "Select and copy";
    button.classList.toggle("done", isCopied);
    clearTimeout(root.timer);
    root.timer = setTimeout(() => {
      label.textContent = "Copy link";
      status.textContent = isCopied ? "" : status.textContent;
      button.classList.remove("done");
    }, 5000);
  };
}
