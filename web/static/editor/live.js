// Follows a draft while its page is open: says who else is here, and what others change as they change it.

const room = document.querySelector(".room[data-live]");
const SAYS_EVERY = 15_000, HIDDEN_FOR = 30_000, TRIES_AGAIN = 5_000, LONGEST_WAIT = 300_000, OWN_TAKES = 1_500;

/** What is being edited on this page: what it says itself, else what its address names. */
function place() {
  const said = document.querySelector("[data-place]")?.dataset.place;
  if (said) return said;
  const picked = new URLSearchParams(location.search).get("session");
  const steps = location.pathname.split("/").slice(3);
  if (steps[0] === "edit") return `/${steps.slice(1).join("/")}`;
  return picked ? `/session/${picked}` : `/${steps.join("/")}`;
}

function follow() {
  const page = crypto.getRandomValues(new Uint32Array(4)).reduce((id, part) => id + part.toString(36), "");
  const address = room.dataset.live;
  const people = document.querySelector("[data-here]");
  const notice = Object.assign(document.createElement("p"), { className: "told-live", hidden: true });
  notice.setAttribute("role", "status");
  document.querySelector("[data-said]")?.after(notice);
  let seen = Number(room.dataset.version), source, saying, again, hiding, wait = TRIES_AGAIN, isOver = false;

  const say = (what = { place: place() }) => fetch(address.replace(/live$/, "here"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ page, ...what }),
    keepalive: true,
  }).catch(() => {});

  function open() {
    clearTimeout(again);
    if (source || isOver || document.hidden) return;
    source = new EventSource(`${address}?page=${page}&version=${seen}`);
    source.addEventListener("edit", event => hear(JSON.parse(event.data)));
    source.addEventListener("open", () => { wait = TRIES_AGAIN; });
    source.addEventListener("here", event => { people.textContent = JSON.parse(event.data).said; });
    source.addEventListener("end", () => { isOver = true; close(); });
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      again = setTimeout(open, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    });
    say();
    saying = setInterval(say, SAYS_EVERY);
  }

  function close() {
    clearInterval(saying);
    source?.close();
    source = undefined;
    people.textContent = "";
  }

  function hear(edit) {
    seen = Math.max(seen, edit.version);
    if (edit.version <= Number(room.dataset.version)) return;
    // An edit of one's own is known to the page that made it as soon as it is answered; one that is not was made elsewhere.
    if (edit.yours) setTimeout(() => edit.version > Number(room.dataset.version) && tell(edit), OWN_TAKES);
    else tell(edit);
  }

  function tell(edit) {
    const event = new CustomEvent("plenary:refresh", { detail: edit, cancelable: true });
    if (!document.dispatchEvent(event)) return;
    const link = Object.assign(document.createElement("a"), { textContent: edit.link });
    link.href = address.replace(/live$/, "history");
    notice.replaceChildren(edit.said, " ", ...edit.words.slice(0, 2).flatMap(words => [words, " "]), link);
    notice.hidden = false;
  }

  // A browser opens six connections to a host: pages that nobody sees leave theirs to others.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_FOR);
    else open();
  });
  addEventListener("pagehide", () => { close(); say({ gone: true }); });
  addEventListener("pageshow", event => { if (event.persisted) open(); });
  open();
}

if (room && "EventSource" in window) follow();
