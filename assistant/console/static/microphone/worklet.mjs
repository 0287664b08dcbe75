// In the audio thread: the device's sound as packets of 40 ms of 16 kHz, 16 bits, with a count of the samples before them.
import { Resampler } from "./resample.mjs";

const SAMPLES = 640, HEADER = 8;

class Packets extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate);
    this.count = 0;
    this.going = true;
    this.begin();
    this.port.onmessage = () => { this.going = false; };
  }

  begin() {
    this.packet = new DataView(new ArrayBuffer(HEADER + 2 * SAMPLES));
    this.packet.setUint32(0, this.count % 2 ** 32, true);
    this.packet.setUint32(4, Math.floor(this.count / 2 ** 32), true);
    this.filled = 0;
    this.peak = 0;
  }

  process([input]) {
    for (const sample of this.resampler.push(input[0] ?? new Float32Array(0))) {
      const bounded = Math.max(-1, Math.min(1, sample));
      this.peak = Math.max(this.peak, Math.abs(bounded));
      this.packet.setInt16(HEADER + 2 * this.filled, Math.round(bounded * 32767), true);
      this.filled += 1;
      if (this.filled === SAMPLES) {
        this.count += SAMPLES;
        this.port.postMessage({ packet: this.packet.buffer, peak: this.peak }, [this.packet.buffer]);
        this.begin();
      }
    }
    return this.going;
  }
}

registerProcessor("packets", Packets);
