// What was written here and not yet acknowledged. It outlives reloads and breaks; the server knows a repeat by its id.

export class Outgoing {
  #name;

  constructor(name) {
    this.#name = `outgoing:${name}`;
  }

  get frames() {
    try {
      return JSON.parse(localStorage.getItem(this.#name)) ?? [];
    } catch {
      return [];
    }
  }

  add(frame) {
    const withId = { ...frame, id: randomId() };
    this.#keep([...this.frames, withId]);
    return withId;
  }

  find(id) {
    return this.frames.find((frame) => frame.id === id);
  }

  remove(id) {
    this.#keep(this.frames.filter((frame) => frame.id !== id));
  }

  #keep(frames) {
    if (frames.length) localStorage.setItem(this.#name, JSON.stringify(frames));
    else localStorage.removeItem(this.#name);
  }
}

// Not crypto.randomUUID: that one exists on https and localhost only.
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
