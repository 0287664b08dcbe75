// The way of the sound to the program: one WebSocket, tried again when it breaks. What cannot be sent at once is dropped and counted.

const FIRST_WAIT_MS = 300, LONGEST_WAIT_MS = 5000;
const MOST_WAITING = 64 * 1024; // bytes, 2 s of sound: later it would be of no use
const TELL_MS = 1000;
const OVER = { 4000: "refused", 4401: "signedOut", 4404: "none", 4409: "takenOver" };

/**
 * Speak as `hello` says (see the server's Hello). `on` has: ready(), taken(name), heard({packets, lost}), away(), over(why);
 * why is refused, signedOut, none or takenOver. Returns the ways to use it.
 */
export function uplink(hello, on) {
  let socket = null, ready = false, going = true, wait = FIRST_WAIT_MS, timer = 0;
  let begun = false, muted = false, dropped = 0, missed = 0, told = "";

  const open = () => ready && socket.readyState === WebSocket.OPEN; // a closing socket tells so later
  const say = (message) => socket.send(JSON.stringify(message));
  const greet = (take_over) => say({ type: "hello", ...hello, take_over });

  const tell = () => {
    const state = JSON.stringify({ type: "state", muted, dropped });
    if (!open() || state === told) return;
    told = state;
    socket.send(state);
  };

  const connect = () => {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/microphone`);
    socket.binaryType = "arraybuffer";
    let opened = false;
    socket.onopen = () => { opened = true; greet(false); };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "ready") {
        missed += dropped;
        [begun, ready, dropped, told, wait] = [true, true, 0, "", FIRST_WAIT_MS];
        tell();
        on.ready();
      } else if (message.type === "taken") on.taken(message.by);
      else if (message.type === "heard") on.heard(message);
    };
    socket.onclose = ({ code }) => {
      ready = false;
      if (!going) return;
      if (OVER[code]) { going = false; clearInterval(telling); on.over(OVER[code]); return; }
      on.away(opened);
      timer = setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  const telling = setInterval(tell, TELL_MS);
  connect();
  return {
    /** One packet; nothing is kept for later. */
    send: (packet) => {
      if (open() && socket.bufferedAmount <= MOST_WAITING) socket.send(packet);
      else if (open()) dropped += 1;
      else if (begun) missed += 1;
    },
    lost: () => dropped + missed, // packets, since the beginning
    mute: (yes) => { muted = yes; tell(); },
    takeOver: () => greet(true),
    stop: () => {
      if (open()) say({ type: "stop" });
      going = ready = false;
      clearTimeout(timer);
      clearInterval(telling);
      socket.close();
    },
  };
}
