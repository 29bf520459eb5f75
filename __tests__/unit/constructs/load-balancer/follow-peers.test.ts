import { join } from 'node:path';
import { renderKeepalivedTemplate } from '../../../../constructs/load-balancer/render-keepalived';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/load-balancer/node/follow-peers.py');
const TEMPLATE = JSON.stringify(renderKeepalivedTemplate());

describePython('the peers of a load balancer', () => {
  test.each([
    ['lb-1', 150],
    ['lb-2', 140],
    ['lb-20', 1],
    ['balancer', 100],
  ])('%s has priority %d', (host, expected) => {
    expect(python(PROGRAM, `print(program.priority(${JSON.stringify(host)}))`)).toBe(expected);
  });

  test('are the members of the tier, less itself, and those who were members a while ago: they may not know yet', () => {
    const seen = { longAgo: 100, former: 950, stays: 950 };
    const code = `print(json.dumps(program.note_seen(${JSON.stringify(seen)}, "own", ["own", "stays", "new"], 1001)))`;
    expect(python(PROGRAM, code)).toEqual({ former: 950, stays: 1001, new: 1001 });
  });

  test.each([
    ['BACKUP', 'True', '1'],
    ['MASTER', 'True', '0'],
    ['BACKUP', 'False', '0'],
  ])('a %s that has a successor: %s, is kept from becoming master: %s', (state, superseded, expected) => {
    const code = `
import tempfile
directory = tempfile.mkdtemp()
program.STATE, program.SUPERSEDED = directory + "/state", directory + "/superseded"
program.write(program.STATE, "${state}\\n")
program.write(program.SUPERSEDED, "${expected === '1' ? '0' : '1'}\\n")
program.stay_out(${superseded})
print(json.dumps(program.read(program.SUPERSEDED).strip()))`;
    expect(python(PROGRAM, code)).toBe(expected);
  });

  test('stand in the configuration', () => {
    const code = `print(json.dumps(program.render(${TEMPLATE}, "lb-1", "10.20.0.2", ["10.20.0.3", "10.20.0.4"])))`;
    const text = python(PROGRAM, code) as string;
    expect(text).toContain('unicast_src_ip 10.20.0.2\n');
    expect(text).toContain('unicast_peer {\n    10.20.0.3\n    10.20.0.4\n  }\n');
    expect(text).not.toContain('@');
  });

  test('are the only ones whose adverts pass the packet filter; without peers, nobody is', () => {
    const rules = (peers: string) => python(PROGRAM, `print(json.dumps(program.render_filter(${peers})))`) as string;
    expect(rules('["10.20.0.3", "10.20.0.4"]')).toContain('elements = { 10.20.0.3, 10.20.0.4 }\n');
    expect(rules('[]')).not.toContain('elements');
    expect(rules('[]')).toContain('meta l4proto 112 drop\n');
  });

  test('never become multicast when there is none', () => {
    const text = python(PROGRAM, `print(json.dumps(program.render(${TEMPLATE}, "lb-1", "10.20.0.2", [])))`);
    expect(text).toContain('unicast_peer {\n    10.20.0.2\n  }\n');
  });

  test.each([
    [{ member: 0, heard: false, free: false }, false],
    [{ member: 0, heard: true, free: false }, true],
    [{ member: 0, heard: false, free: true }, true],
    [{ member: 91, heard: false, free: false }, true],
  ])('a node that knows %j joins them: %s', ({ member, heard, free }, joins) => {
    const value = (truth: boolean) => (truth ? 'True' : 'False');
    const code = `
program.member_for = lambda: ${member}
program.hears_a_master = lambda: ${value(heard)}
program.address_is_for_the_taking = lambda: ${value(free)}
print(json.dumps(program.may_join()))`;
    expect(python(PROGRAM, code)).toBe(joins);
  });
});
