import { describe, expect, test } from 'vitest'
import { type Failure, formatPlace } from '../../../shared/failure.ts'
import { failureOf, HEAD, STEP, told } from '../../support/sequence-text.ts'

describe('what people are told', () => {
  test.each([
    [
      'a tab',
      `${HEAD}  - id: a\n\tname: A\n`,
      [
        'YAML_SYNTAX',
        '5:1',
        'The line is indented with a tab.',
        'Indent with spaces: YAML allows no tabs.',
      ],
    ],
    [
      'a missing quote',
      'name: "demo\nsteps: []\n',
      [
        'YAML_SYNTAX',
        '1:7',
        'The quote that stands here is never closed.',
        'Add the missing quote at the end of the text.',
      ],
    ],
    [
      'a missing bracket',
      'name: demo\nsteps: [\ngates: []\n',
      [
        'YAML_SYNTAX',
        '2:8',
        'A list or map that is opened here is not closed, or its lines are not indented.',
        'Close it with ] or }, and indent its lines.',
      ],
    ],
    [
      'a bracket too many',
      'name: demo\nsteps: []]\n',
      [
        'YAML_SYNTAX',
        '2:10',
        'What stands here does not belong here.',
        'Look for a bracket that nothing opened, or a quote or comma that is missing before.',
      ],
    ],
    [
      'a missing comma',
      'name: demo\nx-a: {a: 1 b: 2}\n',
      [
        'YAML_SYNTAX',
        '2:10',
        'A comma or a closing bracket is missing here.',
        'Separate entries with commas: [a, b] and {a: 1, b: 2}.',
      ],
    ],
    [
      'a colon in a text',
      'name: a: b\n',
      [
        'YAML_SYNTAX',
        '1:7',
        'A second "key: value" stands on the line.',
        'Put a text that contains ": " in quotes, or begin a new line for the second key.',
      ],
    ],
    [
      'a missing colon',
      'name: demo\nsteps\n',
      [
        'YAML_SYNTAX',
        '2:1',
        'The line is neither "key: value" nor a list entry.',
        'A key needs a colon and a space after it, a list entry begins with "- "; a text that goes on here may lack its quotes.',
      ],
    ],
    [
      'a text that begins with a mark',
      'name: @demo\n',
      [
        'YAML_SYNTAX',
        '1:7',
        'A text cannot begin with this character unless it is in quotes.',
        'Put the text in quotes.',
      ],
    ],
    [
      'a Windows path between double quotes',
      'name: "C:\\dir"\n',
      [
        'YAML_SYNTAX',
        '1:10',
        'A backslash between double quotes begins an escape that YAML does not know.',
        "Write \\\\ for a backslash, or use single quotes, as in 'C:\\dir'.",
      ],
    ],
    [
      'a wrong indentation',
      `${HEAD}  - id: a\n     name: A\n    type: base\n`,
      [
        'YAML_SYNTAX',
        '5:6',
        'The indentation does not fit the lines around it.',
        'Entries of one level begin in the same column; indent with spaces.',
      ],
    ],
    [
      'a glob without quotes',
      `${HEAD}${STEP}    artifacts: [*.js]\n`,
      [
        'YAML_ALIAS',
        '8:17',
        'An alias stands here (a word that begins with *); ThreadOS reads no aliases.',
        'Write the value out; if the text itself begins with *, put it in quotes.',
      ],
    ],
    [
      'a hyphen for an underscore',
      `${HEAD}${STEP}    depends-on: []\n`,
      [
        'INVALID_SCHEMA',
        '8:5 (steps[0].depends-on)',
        'steps[0] has the unknown key "depends-on".',
        'Did you mean depends_on?',
      ],
    ],
    [
      'a slip of the keyboard',
      `${HEAD}${STEP}    stauts: READY\n`,
      [
        'INVALID_SCHEMA',
        '8:5 (steps[0].stauts)',
        'steps[0] has the unknown key "stauts".',
        'Did you mean status?',
      ],
    ],
    [
      'the name that another tool uses',
      `${HEAD}${STEP}    needs: [b]\n`,
      [
        'INVALID_SCHEMA',
        '8:5 (steps[0].needs)',
        'steps[0] has the unknown key "needs".',
        'Did you mean depends_on?',
      ],
    ],
    [
      'an unknown key',
      'name: demo\nmetadata: {colour: red}\n',
      [
        'INVALID_SCHEMA',
        '2:12 (metadata.colour)',
        'metadata has the unknown key "colour".',
        'Known keys are created_at, updated_at, created_by, description; keys of your own begin with x-.',
      ],
    ],
    [
      'a status in lower case',
      `${HEAD}${STEP}    status: ready\n`,
      [
        'INVALID_SCHEMA',
        '8:13 (steps[0].status)',
        'steps[0].status must be one of READY, RUNNING, NEEDS_REVIEW, DONE, FAILED, BLOCKED; it is "ready".',
        'Write READY.',
      ],
    ],
    [
      'a text where a list is wanted',
      `${HEAD}${STEP}    depends_on: b\n`,
      [
        'INVALID_SCHEMA',
        '8:17 (steps[0].depends_on)',
        'steps[0].depends_on must be a list; it is "b".',
        'Write it as a list: [b].',
      ],
    ],
    [
      'a number where a text is wanted',
      'version: 1.0\nname: demo\n',
      [
        'INVALID_SCHEMA',
        '1:10 (version)',
        'version must be a text; it is 1.0.',
        'Put it in quotes: "1.0".',
      ],
    ],
    [
      'a text where a number is wanted',
      `${HEAD}${STEP}    timeout_ms: "5000"\n`,
      [
        'INVALID_SCHEMA',
        '8:17 (steps[0].timeout_ms)',
        'steps[0].timeout_ms must be a number; it is "5000".',
        'Write 5000, without quotes.',
      ],
    ],
    [
      'yes for true',
      `${HEAD}${STEP}    review: yes\n`,
      [
        'INVALID_SCHEMA',
        '8:13 (steps[0].review)',
        'steps[0].review must be true or false; it is "yes".',
        'Write true or false, without quotes.',
      ],
    ],
    [
      'nothing where a list is wanted',
      'name: demo\nsteps:\n',
      [
        'INVALID_SCHEMA',
        '2:7 (steps)',
        'steps must be a list; it is empty.',
        'Write [] for an empty list, or remove the key.',
      ],
    ],
    [
      'a missing field',
      `${HEAD}  - id: a\n    name: A\n    model: codex\n`,
      [
        'INVALID_SCHEMA',
        '4:5 (steps[0].type)',
        'steps[0] has no "type".',
        'Add "type: …" with one of base, p, c, f, b, l.',
      ],
    ],
    [
      'a number too large',
      `${HEAD}${STEP}    fanout: 5000\n`,
      [
        'INVALID_SCHEMA',
        '8:13 (steps[0].fanout)',
        'steps[0].fanout must be at most 1000; it is 5000.',
      ],
    ],
    [
      'a text too long',
      `name: ${'a'.repeat(201)}\n`,
      ['INVALID_SCHEMA', '1:7 (name)', 'name must have at most 200 characters; it has 201.'],
    ],
    [
      'an id with a capital letter',
      `${HEAD}${STEP.replace('id: a', 'id: Build_API')}`,
      [
        'INVALID_ID',
        '4:9 (steps[0].id)',
        'steps[0].id is "Build_API", but an id is 1 to 64 lower-case letters or digits in groups joined by single hyphens.',
        'Write build-api.',
      ],
    ],
    [
      'a dependency in another case',
      `${HEAD}${STEP}    depends_on: [Build]\n`,
      [
        'DANGLING_DEPENDENCY',
        '8:18 (steps[0].depends_on[0])',
        `steps[0].depends_on[0] names "Build", which can be no step's or gate's id.`,
        'Do you mean build?',
      ],
    ],
    [
      'a path out of the repository',
      `${HEAD}${STEP}    cwd: ../x\n`,
      ['INVALID_PATH', '8:10 (steps[0].cwd)', 'steps[0].cwd leaves its folder with ..: "../x".'],
    ],
    [
      'a local time',
      'name: demo\nmetadata: {created_at: today}\n',
      [
        'INVALID_SCHEMA',
        '2:24 (metadata.created_at)',
        'metadata.created_at must be a moment as in "2026-02-07T00:00:00Z"; it is "today".',
      ],
    ],
    [
      'a lone carriage return',
      'name: demo\rsteps: []\n',
      [
        'YAML_SYNTAX',
        '1:11',
        'A carriage return stands here without a line feed.',
        'Save the file with LF or CRLF line ends.',
      ],
    ],
    [
      'only comments',
      '# nothing yet\n',
      ['EMPTY_FILE', '1:1', 'The file holds no data, only comments or white space.'],
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected)
  })

  test('a duplicate key is told with both places', () => {
    expect(failureOf('name: a\nsteps: []\nname: b\n')).toEqual({
      code: 'DUPLICATE_KEY',
      message: 'The key "name" is given twice; it already stands in line 1.',
      at: { file: 'sequence.yaml', line: 3, column: 1, path: [] },
      hint: 'Keep one of the two.',
      details: { key: 'name', first: { line: 1, column: 1 }, second: { line: 3, column: 1 } },
    })
  })

  test('an id that two nodes have is told with both places', () => {
    const gate = 'gates:\n  - {id: a, name: G, depends_on: []}\n'
    expect(failureOf(`${HEAD}${STEP}${gate}`)).toEqual({
      code: 'INVALID_ID',
      message: 'The id "a" is used twice; it already stands in line 4.',
      at: { file: 'sequence.yaml', line: 9, column: 10, path: ['gates', 0, 'id'] },
      hint: 'Steps and gates share one set of ids: rename one of the two.',
      details: { id: 'a', first: { line: 4, column: 9 }, second: { line: 9, column: 10 } },
    })
  })

  test('all problems are listed, and the most basic one is the failure', () => {
    const text = `${HEAD}${STEP}    cwd: ..\n    status: done\n  - id: B\n`
    const { code, at, details } = failureOf(text)
    const problems = details?.['problems'] as readonly Failure[]
    expect({
      code,
      line: at?.line,
      all: problems.map((one) => [one.code, formatPlace(one.at)]),
    }).toEqual({
      code: 'INVALID_SCHEMA',
      line: 9,
      all: [
        ['INVALID_PATH', 'sequence.yaml:8:10 (steps[0].cwd)'],
        ['INVALID_SCHEMA', 'sequence.yaml:9:13 (steps[0].status)'],
        ['INVALID_SCHEMA', 'sequence.yaml:10:5 (steps[1].name)'],
        ['INVALID_SCHEMA', 'sequence.yaml:10:5 (steps[1].type)'],
        ['INVALID_SCHEMA', 'sequence.yaml:10:5 (steps[1].model)'],
        ['INVALID_ID', 'sequence.yaml:10:9 (steps[1].id)'],
      ],
    })
  })
})
