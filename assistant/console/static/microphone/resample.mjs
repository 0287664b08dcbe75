// Sound of any sample rate at 16 kHz: a sinc in a Kaiser window, looked up at any phase. Blocks of any length go in.

export const RATE = 16000;
const ZEROS = 24; // zero crossings of the sinc on either side
const STEPS = 512; // table entries between two of them; a straight line in between errs by less than 16 bits show
const PASS = 0.92; // of the lower rate's band is kept; the window needs the rest to fall off
const BETA = 7; // of the window: -70 dB

function bessel(x) { // modified, order 0
  let sum = 1, term = 1;
  for (let k = 1; k < 40; k++) { term *= (x / (2 * k)) ** 2; sum += term; }
  return sum;
}

function kernel() {
  const table = new Float32Array(ZEROS * STEPS + 2);
  for (let i = 0; i <= ZEROS * STEPS; i++) {
    const x = i / STEPS;
    const window = bessel(BETA * Math.sqrt(1 - (x / ZEROS) ** 2)) / bessel(BETA);
    table[i] = window * (x ? Math.sin(Math.PI * x) / (Math.PI * x) : 1);
  }
  return table;
}

export class Resampler {
  /** `rate`: samples a second of what is pushed. */
  constructor(rate) {
    this.rate = rate;
    this.scale = PASS * Math.min(1, RATE / rate);
    this.half = Math.ceil(ZEROS / this.scale);
    this.table = kernel();
    this.held = new Float32Array(this.half); // silence before the first sample, then what later samples still need
    this.at = this.half; // where in `held` the next sample lies: a whole number ...
    this.rest = 0; // ... and a fraction, counted in 1/16000 so that nothing adds up to a drift
  }

  /** Float32Array in, Float32Array out. */
  push(block) {
    if (this.rate === RATE) return block.slice();
    const sound = new Float32Array(this.held.length + block.length);
    sound.set(this.held);
    sound.set(block, this.held.length);
    const made = [];
    while (this.at + this.half + 1 < sound.length) {
      made.push(this.sample(sound));
      this.rest += this.rate;
      const whole = Math.floor(this.rest / RATE);
      this.at += whole;
      this.rest -= whole * RATE;
    }
    const done = Math.max(0, Math.min(this.at - this.half, sound.length));
    this.held = sound.slice(done);
    this.at -= done;
    return Float32Array.from(made);
  }

  sample(sound) {
    const { at, half, scale, table } = this;
    const part = this.rest / RATE;
    let sum = 0;
    for (let k = at - half; k <= at + half + 1; k++) {
      const x = Math.abs(at + part - k) * scale * STEPS;
      const i = Math.floor(x);
      if (i < ZEROS * STEPS) sum += sound[k] * (table[i] + (x - i) * (table[i + 1] - table[i]));
    }
    return sum * scale;
  }
}
