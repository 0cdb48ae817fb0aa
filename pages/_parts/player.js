// Plays a series of compressed frames at the display's rate, without asking the server for anything.
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
};

function createPlayer(root) {
  root.innerHTML = `
    <figure>
      <figcaption></figcaption>
      <div class="frame"><canvas role="img"></canvas></div>
      <div class="controls">
        <button type="button"><svg viewBox="0 0 24 24" aria-hidden="true"><path/></svg></button>
        <input type="range" min="0" step="1" aria-label="Frame">
        <output></output>
      </div>
    </figure>`;
  const find = (selector) => root.querySelector(selector);
  return {
    title: find("figcaption"),
    frame: find(".frame"),
    canvas: find("canvas"),
    button: find("button"),
    icon: find("path"),
    slider: find("input"),
    label: find("output"),
    position: 0,
    playing: false,
    wanted: -1,
    shown: -1,
    decoding: false,
  };
}

// One frame is decoded at a time, always the newest that is wanted, so memory stays at one bitmap.
async function draw(player) {
  if (player.decoding) return;
  player.decoding = true;
  while (player.shown !== player.wanted) {
    const { wanted, parts, film } = player;
    const bitmap = await createImageBitmap(new Blob([parts[wanted]], { type: film.mime }));
    if (film.digest === player.film.digest) {
      player.canvas.width = bitmap.width;
      player.canvas.height = bitmap.height;
      player.canvas.getContext("2d").drawImage(bitmap, 0, 0);
      player.canvas.dataset.frame = wanted;
      player.shown = wanted;
    }
    bitmap.close();
  }
  player.decoding = false;
}

function show(player, frame) {
  player.wanted = frame;
  player.slider.value = frame;
  player.label.textContent = player.film.labels[frame];
  player.slider.setAttribute("aria-valuetext", player.film.labels[frame]);
  draw(player);
}

function setPlaying(player, playing) {
  player.playing = playing;
  player.icon.setAttribute("d", playing ? ICONS.pause : ICONS.play);
  player.button.setAttribute("aria-label", playing ? "Pause" : "Play");
}

function play(player, report) {
  const last = player.film.labels.length - 1;
  if (player.wanted >= last) show(player, 0);
  setPlaying(player, true);
  let from = null;
  const first = player.wanted;
  const tick = (now) => {
    if (!player.playing || !player.canvas.isConnected) return;
    from ??= now;
    const frame = Math.min(last, first + Math.floor(((now - from) / 1000) * player.film.rate));
    if (frame !== player.wanted) show(player, frame);
    if (frame < last) requestAnimationFrame(tick);
    else pause(player, report);
  };
  requestAnimationFrame(tick);
}

function pause(player, report) {
  setPlaying(player, false);
  report(player.wanted);
}

const players = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".player");
  if (!players.has(root)) players.set(root, createPlayer(root));
  const player = players.get(root);
  const { header, parts } = unpack(data);
  const report = (frame) => setStateValue("frame", frame);

  const isNew = player.film?.digest !== header.digest;
  Object.assign(player, { film: header, parts });
  if (isNew) {
    player.shown = -1;
    player.frame.style.setProperty("--aspect", header.width / header.height);
    player.title.textContent = header.title;
    player.canvas.setAttribute("aria-label", header.alt);
    player.slider.max = header.labels.length - 1;
    setPlaying(player, false);
    show(player, header.frame);
  }
  player.button.onclick = () => (player.playing ? pause(player, report) : play(player, report));
  player.slider.oninput = () => {
    setPlaying(player, false);
    show(player, Number(player.slider.value));
  };
  player.slider.onchange = () => report(player.wanted);
}
