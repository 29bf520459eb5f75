import { escapeTemplate } from '../../../../constructs/cloud-init/escape';

test.each([
  ['shell variables', 'echo ${HOME}', 'echo $${HOME}'],
  ['HAProxy log formats', '%{+Q}o %hr', '%%{+Q}o %hr'],
  ['nginx variables in braces', '"${scheme}://$host"', '"$${scheme}://$host"'],
  ['what looks escaped already', '$${x} %%{y}', '$$${x} %%%{y}'],
])('keeps %s as they are on the node', (_, text, escaped) => {
  expect(escapeTemplate(text)).toBe(escaped);
});

test('lets tokens through, beside text that it escapes', () => {
  expect(escapeTemplate('${A}=${TfToken[TOKEN.7]};${B}')).toBe('$${A}=${TfToken[TOKEN.7]};$${B}');
});

test('keeps a dollar before a token', () => {
  expect(escapeTemplate('cost: $${TfToken[TOKEN.7]}')).toBe('cost: ${"$"}${TfToken[TOKEN.7]}');
});

test('closes what cdktf would take for the begin of an expression', () => {
  expect(escapeTemplate('"${" ${TfToken[TOKEN.7]}')).toBe('"${"$"}{" ${TfToken[TOKEN.7]}');
});
