'use strict';
/* eslint-disable @typescript-eslint/no-require-imports -- a Node too old for import must get this far */
/*
 * Runs before the TypeScript commands, in syntax that every Node reads: says in one sentence what
 * is missing instead of letting a loader fail with a stack trace.
 */
var fs = require('fs');
var path = require('path');

/** Is `version` ("20.19.1") inside `range` ("^20.19.0 || >=24", the two forms that we use)? */
function allows(range, version) {
  var have = version.split('.').map(Number);
  return range.split('||').some(function (part) {
    var match = /^(\^|>=)(\d+)(?:\.(\d+))?/.exec(part.trim());
    if (!match) throw new Error('engines.node has a form that is not read here: ' + part);
    var major = Number(match[2]);
    var minor = Number(match[3] || 0);
    if (have[0] === major) return have[1] >= minor;
    return match[1] === '>=' && have[0] > major;
  });
}

function complaint(root, version) {
  var wanted = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node;
  if (!allows(wanted, version))
    return (
      'This needs Node ' + wanted + ', and this is Node ' + version + ': see https://nodejs.org.'
    );
  if (!fs.existsSync(path.join(root, 'node_modules', 'tsx')))
    return 'The packages are not installed yet: run `npm ci` first.';
  return '';
}

module.exports = { allows: allows, complaint: complaint };

if (require.main === module) {
  var message = complaint(path.join(__dirname, '..'), process.versions.node);
  if (message) {
    console.error(message);
    process.exit(1);
  }
}
