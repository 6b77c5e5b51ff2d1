#!/usr/bin/env node
// The command's entry: finds the Node that this package pins and runs the program on it. Plain old JavaScript on purpose: it must
// at least be able to say one clear line on whatever Node somebody has.
'use strict';

var childProcess = require('child_process');
var fs = require('fs');
var os = require('os');
var path = require('path');
var url = require('url');

var root = path.dirname(__dirname);
var source = path.join(root, 'src', 'cli', 'main.ts');
// The package contains no sources; a checkout runs them as they are.
var main = fs.existsSync(source) ? source : path.join(root, 'dist', 'cli', 'main.js');
var flags = ['--disable-warning=ExperimentalWarning'];
var pinned = findPinned();
// Compiled code kept between runs (in the cache folder of src/paths.ts): commands answer sooner, and so do all processes below.
process.env.NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE || path.join(cacheFolder(), 'compiled');

if (pinned === undefined || isSelf(pinned)) runHere();
else runOn(pinned);

/** The binary that the `node` package installed; undefined where its install script was not allowed to run. */
function findPinned() {
  try {
    var folder = path.dirname(require.resolve('node/package.json', { paths: [root] }));
    var file = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return fs.statSync(file).size > 0 ? file : undefined;
  } catch (error) {
    return undefined;
  }
}

function cacheFolder() {
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'durable-cowork');
  if (process.platform === 'win32')
    return path.join(process.env.LOCALAPPDATA || path.join(os.homedir(), 'AppData', 'Local'), 'durable-cowork', 'cache');
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'durable-cowork');
}

function isSelf(file) {
  try {
    return fs.realpathSync(file) === fs.realpathSync(process.execPath);
  } catch (error) {
    return false;
  }
}

function runHere() {
  var version = process.versions.node.split('.').map(Number);
  if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
    console.error(
      'Durable Cowork needs Node 22.18 or newer; this is ' +
        process.versions.node +
        ' and its own Node is missing. Install that with: npm rebuild node --foreground-scripts',
    );
    process.exit(2);
  }
  // What is experimental on this Node is known and tested; nobody can act on the warning.
  var emit = process.emitWarning;
  process.emitWarning = function (warning, kind) {
    var name = kind && typeof kind === 'object' ? kind.type : kind;
    if (name !== 'ExperimentalWarning') return emit.apply(process, arguments);
  };
  process.argv[1] = main;
  var enable = require('module').enableCompileCache;
  if (enable) enable(process.env.NODE_COMPILE_CACHE);
  import(url.pathToFileURL(main).href).catch(function (error) {
    console.error(error);
    process.exit(1);
  });
}

function runOn(binary) {
  var child = childProcess.spawn(binary, flags.concat([main], process.argv.slice(2)), { stdio: 'inherit' });
  // A terminal tells the whole group; the child then hears it twice and counts it once.
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'].forEach(function (name) {
    process.on(name, function () {
      child.kill(name);
    });
  });
  child.on('error', function (error) {
    // A binary for another system, for example: the package was copied.
    if (child.pid === undefined) runHere();
    else throw error;
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code);
    // End the same way, so that a shell sees what happened.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
