import { createRunner } from 'jest-light-runner';
import Tinypool from 'tinypool';

/**
 * jest-light-runner 0.8.2 has one channel for all of its processes: when the first asks for the configuration, each is told it. One that has not come
 * to ask yet misses that, asks a channel that has told everybody, and waits for ever. Here each file has a channel of its own.
 */
const { run } = Tinypool.prototype;
Tinypool.prototype.run = function (file, options) {
  const { workerData } = this.options;
  let tell;
  const channel = {
    onMessage(listener) {
      tell = listener;
    },
    postMessage(message) {
      if (message === 'jest-light-runner-get-worker-data') tell({ type: 'jest-light-runner-worker-data', workerData });
    },
  };
  return run.call(this, file, { ...options, channel });
};

export default createRunner({ runtime: 'child_process' });
