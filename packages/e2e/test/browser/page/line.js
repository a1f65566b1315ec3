/* global WebSocket */
import { session, socketAddress } from './api.js';

/** Failures, one after the other, after which it stays away. */
const FAILURES_MAX = 5;

/** One socket at a time. It comes back by itself, whoever closed it; what is said meanwhile waits. */
export class Line {
  #onFrame;
  #chatId;
  #socket;
  #waiting = [];
  #failures = 0;
  #timer;

  constructor(onFrame) {
    this.#onFrame = onFrame;
  }

  connect(chatId) {
    if (chatId === this.#chatId && this.#isOpen) return;
    this.#chatId = chatId;
    this.#socket?.close();
    const socket = new WebSocket(socketAddress(chatId));
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      for (const frame of this.#waiting.splice(0)) this.say(frame);
    };
    socket.onmessage = ({ data }) => this.#onFrame(JSON.parse(data));
    socket.onclose = () => socket === this.#socket && this.#comeBack();
  }

  /** Closes the socket, and forgets that it will come back: one is left open behind. */
  leave() {
    this.#socket?.close();
  }

  say(frame) {
    if (this.#isOpen) this.#socket.send(JSON.stringify(frame));
    else this.#waiting.push(frame);
  }

  get #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #comeBack() {
    if (this.#failures === FAILURES_MAX) return;
    this.#failures += 1;
    clearTimeout(this.#timer);
    const wait = 1_000 * 2 ** this.#failures + 1_000 * Math.random();
    this.#timer = setTimeout(() => session.user && this.connect(this.#chatId), wait);
  }
}
