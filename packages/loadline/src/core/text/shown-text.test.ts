import { describe, expect, it } from 'vitest';
import { prepareSecrets } from './secret-mask';
import { shownLine, shownText } from './shown-text';

const secrets = prepareSecrets(['SuperSecret-Value-9876', 'bell\u0007inside-it']);

describe.each([
  ['a text', shownText],
  ['a line', shownLine],
])('%s contains no secret when shown', (_, shown) => {
  it.each([
    ['as it is', 'SuperSecret-Value-9876'],
    ['with a bell in it', 'SuperSec\u0007ret-Value-9876'],
    ['with a colour in it', 'SuperSec\u001b[31mret-Value-9876'],
    ['with a title in it', 'SuperSec\u001b]0;title\u0007ret-Value-9876'],
    ['with a change of direction in it', 'SuperSec\u202eret-Value-9876'],
    ['with a control character after each letter', [...'SuperSecret-Value-9876'].join('\u0000')],
    ['that contains a control character', 'bell\u0007inside-it'],
    ['that contains one, written with a further one', 'bell\u0007\u0000inside-it'],
  ])('%s', (_name, text) => expect(shown(`it is ${text}.`, secrets)).toMatch(/^it is \*\*\*\.?$/));
});

it('a line has no line feed', () => expect(shownLine('a\nb\r\nc', secrets)).toBe('a b c'));

it('a text keeps its line feeds', () => expect(shownText('a\nb', secrets)).toBe('a\nb'));
