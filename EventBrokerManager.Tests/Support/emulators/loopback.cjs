// Loaded before an emulator: whatever address it asks to listen on, it gets loopback.
const net = require('node:net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, ...rest) {
  const options = typeof first === 'object' ? { ...first, host: '127.0.0.1' } : first;
  return listen.call(this, options, ...rest);
};
