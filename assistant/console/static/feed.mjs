// The live feed: connects, resumes behind the last line seen, and hands over whole frames of lines.

const FIRST_WAIT_MS = 300, LONGEST_WAIT_MS = 8000, SILENCE_MS = 8000;
const RESYNC = 4008, SIGNED_OUT = 4401;

/**
 * Follow the feed for as long as the page lives.
 * `on` has: opened(), snapshot(view), lines(list), beat(message), now(message), earpiece(message), state(name), refused(). State: connecting, live, lost.
 * `seq()` tells the last line the page has. Returns a function that says something to the server, if it is connected.
 */
export function follow(on, seq) {
  let boot = null, wait = FIRST_WAIT_MS, fresh = true, silence, current;

  const connect = () => {
    on.state("connecting");
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`);
    let opened = false;
    current = socket;
    const hear = () => {
      clearTimeout(silence);
      silence = setTimeout(() => { socket.onclose = null; socket.close(); retry(opened); }, SILENCE_MS);
    };
    hear();
    socket.onopen = () => { opened = true; socket.send(JSON.stringify({ after: fresh ? 0 : seq(), boot })); on.opened(); };
    socket.onmessage = ({ data }) => {
      hear();
      const message = JSON.parse(data);
      if (message.boot) { boot = message.boot; fresh = false; wait = FIRST_WAIT_MS; on.state("live"); }
      if (message.type === "snapshot") on.snapshot(message.view);
      else if (message.type === "lines") on.lines(message.lines);
      else if (message.type === "beat") on.beat(message);
      else if (message.type === "earpiece") on.earpiece(message);
      else if (message.type === "now") on.now(message);
    };
    socket.onclose = ({ code }) => {
      clearTimeout(silence);
      if (code === SIGNED_OUT) return on.refused();
      if (code === RESYNC) { fresh = true; wait = FIRST_WAIT_MS; }
      retry(opened);
    };
  };

  const retry = (opened) => {
    on.state("lost");
    if (!opened) on.refused(); // perhaps nobody is signed in any more: the socket itself cannot tell
    setTimeout(connect, wait * (0.5 + Math.random())); // spread, so that pages do not return all at once
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  connect();
  return (message) => { if (current.readyState === WebSocket.OPEN) current.send(JSON.stringify(message)); };
}

/** Gathers lines and hands them over once per animation frame; a hidden page, which has none, four times a second. */
export function perFrame(take) {
  let waiting = [], due = false;
  const flush = () => { due = false; const lines = waiting; waiting = []; if (lines.length) take(lines); };
  const add = (lines) => {
    for (const line of lines) waiting.push(line);
    if (due) return;
    due = true;
    if (document.hidden) setTimeout(flush, 250); else requestAnimationFrame(flush);
  };
  return { add, clear: () => { waiting = []; } };
}
