// A WebSocket that comes back: doubled pauses with jitter, at once when the network or the tab returns.

const SIGNED_OUT = 4401;
const LONGEST_PAUSE = 20000;

export class Socket {
  #path; #handlers; #socket = null; #tries = 0; #timer = 0;

  constructor(path, handlers) {
    this.#path = path;
    this.#handlers = handlers;
    addEventListener("online", () => this.#now());
    document.addEventListener("visibilitychange", () => document.hidden || this.#now());
    this.#open();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(frame) {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
    return this.isOpen;
  }

  #now() {
    if (this.#socket === null) {
      this.#tries = 0;
      clearTimeout(this.#timer);
      this.#open();
    }
  }

  #open() {
    const socket = new WebSocket(new URL(this.#path, location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    socket.onopen = () => {
      this.#tries = 0;
      this.#handlers.open?.();
    };
    socket.onmessage = (event) => this.#handlers.message(JSON.parse(event.data));
    socket.onclose = (event) => {
      this.#socket = null;
      if (event.code === SIGNED_OUT) return void this.#handlers.over?.();
      this.#handlers.closed?.();
      const pause = Math.min(LONGEST_PAUSE, 400 * 2 ** this.#tries++) * (0.75 + Math.random() / 2);
      this.#timer = setTimeout(() => this.#open(), pause);
    };
  }
}
