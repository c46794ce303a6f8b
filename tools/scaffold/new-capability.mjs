import { camel, edit, format, pascal, readName, refuse, writeNew } from './write.mjs'

/** Names on the ladder of design section 3, in starting order. */
const ladder = [
  ...['territory', 'identity', 'ledger', 'entities', 'sensing', 'data', 'maps', 'video', 'algorithms'],
  ...['indicators', 'messaging', 'events', 'cases', 'command', 'services', 'security'],
]

const name = readName('capability')
if (name.includes('-'))
  refuse('A capability has a name of one word: it is also a schema and a part of addresses (一个词)')
if (!ladder.includes(name)) {
  process.stdout.write(
    `Note: “${name}” is not on the ladder of .dependency-cruiser.cjs; add it where it belongs.\n`,
  )
}
const door = pascal(camel(name))
const folder = `apps/server/src/capabilities/${name}`

writeNew(
  `packages/contract/src/${name}.ts`,
  `import { type Static, Type } from 'typebox'
import { DivisionCode, Id, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'

export const ${door}Note = Type.Object({
  id: Id,
  text: Type.String(),
  divisionCode: DivisionCode,
  createdTime: Time,
})
export type ${door}Note = Static<typeof ${door}Note>

export const list${door}Notes = defineOperation({
  id: '${name}.list${door}Notes',
  method: 'GET',
  path: '/api/${name}/notes',
  permission: '${name}.read',
  summary: { zh: '列出记录', en: 'List notes' },
  query: Type.Object(pageQuery),
  response: pageOf(${door}Note),
})
`,
)
writeNew(
  `${folder}/migrations/0001-${name}.sql`,
  `CREATE TABLE note (
  id uuid PRIMARY KEY,
  text text NOT NULL,
  division_code text COLLATE "C" NOT NULL,
  created_time timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX note_time ON note (created_time DESC, id);
`,
)
writeNew(
  `${folder}/store.ts`,
  `import type { ${door}Note, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'

interface NoteRow {
  id: string
  text: string
  division_code: string
  created_time: Date
}

function toNote(row: NoteRow): ${door}Note {
  return { id: row.id, text: row.text, divisionCode: row.division_code, createdTime: row.created_time.toISOString() }
}

export async function listNotes(
  db: Queryable,
  query: { limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<${door}Note>> {
  const where = sql\`WHERE \${inScope('division_code', scope)}\`
  const rows = await db.query<NoteRow>(sql\`SELECT id, text, division_code, created_time FROM ${name}.note \${where}
    ORDER BY created_time DESC, id LIMIT \${query.limit ?? 50} OFFSET \${query.offset ?? 0}\`)
  const count = await db.first<{ n: number }>(sql\`SELECT count(*)::int AS n FROM ${name}.note \${where}\`)
  return { items: rows.map(toNote), total: count?.n ?? 0 }
}
`,
)
writeNew(
  `${folder}/routes.ts`,
  `import { list${door}Notes } from '@civitas/contract'
import type { Kernel } from '../../kernel/kernel.ts'
import { listNotes } from './store.ts'

export function bindRoutes({ http, db }: Kernel): void {
  http.bind(list${door}Notes, ({ query }, { principal }) => listNotes(db, query, principal.scope))
}
`,
)
writeNew(
  `${folder}/index.ts`,
  `import { defineCapability } from '../../kernel/capability.ts'
import { bindRoutes } from './routes.ts'

/** The door: what other capabilities may ask of \`${name}\`. */
export type ${door} = Record<never, never>

/** What ${name} is about, in one sentence. */
export const ${name} = defineCapability({
  name: '${name}',
  needs: [],
  start: async (kernel, _needs: Record<never, never>): Promise<${door}> => {
    bindRoutes(kernel)
    return {}
  },
})
`,
)
writeNew(
  `${folder}/${name}.db.test.ts`,
  `import { list${door}Notes } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

describe('list${door}Notes', () => {
  it('answers a page', async () => {
    const admin = await city.signedInAs('administrator')
    expect(await admin.call(list${door}Notes)).toEqual({ items: [], total: 0 })
  })

  it('refuses a person without the permission', async () => {
    const citizen = await city.signedInAs('citizen')
    await expect(citizen.call(list${door}Notes)).rejects.toMatchObject({ problem: { status: 403 } })
  })

  it('refuses a limit beyond 500', async () => {
    const admin = await city.signedInAs('administrator')
    await expect(admin.call(list${door}Notes, { query: { limit: 501 } })).rejects.toMatchObject({ problem: { status: 400 } })
  })
})
`,
)
writeNew(
  `${folder}/README.md`,
  `# ${name}

What it is for, in one or two sentences.

- **Words**: Note.
- **Owns**: schema \`${name}\`. **Tells**: nothing yet. **Needs**: nothing.
- **Try**: \`GET /api/${name}/notes\`.
`,
)
edit('packages/contract/src/index.ts', [/$/, `export * from './${name}.ts'\n`])
edit(
  'packages/contract/src/operations.ts',
  [/(import \* as territory from '\.\/territory\.ts'\n)/, `$1import * as ${name} from './${name}.ts'\n`],
  [/\n\]\.flatMap/, `\n  ${name},\n].flatMap`],
)
edit('packages/contract/src/permissions.ts', [
  /(\n\} as const satisfies)/,
  `\n  '${name}.read': { zh: '查看 ${name}', en: 'See ${name}' },$1`,
])
edit(
  'apps/server/src/platform.ts',
  [
    /(import \{ territory \} from '\.\/capabilities\/territory\/index\.ts'\n)/,
    `$1import { ${name} } from './capabilities/${name}/index.ts'\n`,
  ],
  [/(export const capabilities = \[[^\]]*?),?\s*\] as const/, `$1, '${name}'] as const`],
  [
    /\n(\s+return \{\s*territory: territoryDoor)/,
    `\n  const ${name}Door = await ${name}.start(kernel, {})\n$1`,
  ],
  [/(return \{\s*territory: territoryDoor,)/, `$1 ${name}: ${name}Door,`],
)
format()
process.stdout.write(`\nNow: npm run check && npm run test:db\n`)
