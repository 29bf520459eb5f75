// cdktf keeps the whole call stack of every token, on a plain object. Jest would map each of its frames to the source: a seventh of the suite's time.
const mapped = Error.prepareStackTrace;
Error.prepareStackTrace = (error, frames) =>
  mapped && error instanceof Error ? mapped(error, frames) : ['', ...frames].join('\n    at ');
