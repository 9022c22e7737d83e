import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { programNamed } from '../../../lab/program.ts';
import { parseXml } from './parse-xml.ts';

const oracle = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  htmlEntities: true,
});
const asTheLibrary = (text: string) => {
  const { name, content } = parseXml(text);
  expect({ [name]: content }).toEqual(oracle.parse(text));
};

const hasVirsh = await programNamed('virsh');

describe('a document is read as fast-xml-parser reads it', () => {
  it.each([
    '<a/>',
    '<a></a>',
    '<a> text </a>',
    `<a b='1' c="2"/>`,
    `<a b = '1'>text</a>`,
    '<a><b/><b>1</b><c>2</c><b x="3">4</b></a>',
    `<a b='it&apos;s &quot;&lt;&amp;&gt;'>1 &lt; 2 &amp;&amp; 3 &gt; 2</a>`,
    '<a>&#65;&#x42;&#228;</a>',
    '<?xml version="1.0"?>\n<!-- one\n<b> -->\n<a>x<!-- two -->y</a>\n',
    '<a><![CDATA[<b>&amp;</b>]]></a>',
    '<x:a xmlns:x="u"><x:b-c.d y:z="1"/></x:a>',
    '<domain type="kvm">\n  <title>ﬁne ☕</title>\n  <metadata>\n    <m:x xmlns:m="u">1<m:y/>2</m:x>\n  </metadata>\n</domain>\n',
  ])('%s', (text) => asTheLibrary(text));

  it.runIf(hasVirsh)('as libvirt writes them', async () => {
    const commands = 'capabilities; dumpxml test; pool-dumpxml default-pool; net-dumpxml default; sysinfo';
    for (const command of commands.split('; ')) {
      const virsh = promisify(execFile)('virsh', ['-q', '-c', 'test:///default', command]);
      const { stdout } = await virsh.catch(() => ({ stdout: '<none/>' }));
      expect(stdout).not.toBe('');
      asTheLibrary(stdout);
    }
  });
});

describe('what is not whole, or more than a document, is refused', () => {
  it.each([
    '',
    'text',
    '<a>',
    '<a><b></a></b>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a/>text',
    'text<a/>',
    '<a b=1/>',
    '<a b="1/>',
    '<a b="<"/>',
    '<a <b/></a>',
    '<a><!-- </a>',
    '<a><![CDATA[x</a>',
    '<!DOCTYPE a [<!ENTITY e "e">]><a>&e;</a>',
    '<a><__proto__ x="1"/></a>',
    '<a>'.repeat(200) + '</a>'.repeat(200),
  ])('%s', (text) => {
    expect(() => parseXml(text)).toThrow('no whole document');
  });

  it('leaves what it does not know as it stands', () => {
    expect(parseXml('<a>&nbsp; &#x110000; &</a>')).toEqual({ name: 'a', content: '&nbsp; &#x110000; &' });
  });
});
