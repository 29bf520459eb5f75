// cdktf keeps the whole call stack of every token: a third of what constructs cost. It is the only one to want a stack without limit.
const capture = Error.captureStackTrace;
Error.captureStackTrace = (object, below) => {
  if (Error.stackTraceLimit === Number.MAX_SAFE_INTEGER) object.stack = '';
  else capture(object, below);
};
