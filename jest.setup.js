// cdktf keeps the whole call stack of every token, on a plain object. Jest would map each of its frames to the source: a seventh of the suite's time.
const mapped = Error.prepareStackTrace;
/** Also of another realm: a test has its own `Error`, and its failures are shown by their stack. */
const isError = (error) => Object.prototype.toString.call(error) === '[object Error]';
Error.prepareStackTrace = (error, frames) => {
  if (!isError(error)) return ['', ...frames].join('\n    at ');
  return mapped ? mapped(error, frames) : [String(error), ...frames].join('\n    at ');
};
