import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../src/kernel/db/sql.ts'
import { newId } from '../../../src/kernel/ids.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** Programs of others open what the platform hands out. Absent programs are skipped by name. */
const run = promisify(execFile)

function isHere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore', timeout: 60_000 })
    return true
  } catch {
    return false
  }
}

const hasOffice = isHere('soffice')
const hasCalcurse = isHere('calcurse')
const folder = mkdtempSync(join(tmpdir(), 'foreign-programs-'))
let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(async () => {
  await city.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Cases of a district due in March 2025, closed in time or late. */
async function casesDue(count: number, division: string, inTime: boolean): Promise<void> {
  const ids = Array.from({ length: count }, newId)
  const closed = inTime ? '2025-03-14T10:00:00+08:00' : '2025-03-16T10:00:00+08:00'
  const due = '2025-03-15T10:00:00+08:00'
  await city.kernel.db.query(sql`INSERT INTO cases.city_case (id, reference, type, title, state, stage, division_code,
      opened_time, amber_time, due_time, closed_time, in_time, grams)
    SELECT id, id::text, 'urban-management.urban-case', '“占道,经营”案件', 'closed', 'closed', ${division}, ${due}::timestamptz,
      ${due}, ${due}, ${closed}, ${inTime}, '{}' FROM unnest(${ids}::uuid[]) AS id`)
}

describe.skipIf(!hasOffice)('a spreadsheet program (LibreOffice)', () => {
  it('opens the monthly appraisal report with every object, score and point lost', {
    timeout: 120_000,
  }, async () => {
    await casesDue(46, '990102', true)
    await casesDue(4, '990102', false)
    await casesDue(10, '990103', true)
    const body: contract.OperationInput<typeof contract.createAppraisalRule>['body'] = {
      ...{ name: '城市管理月度考核', object: 'district', caseTypes: [], fromPeriod: '2025-01' },
      indicators: [
        {
          ...{ id: 'on-time', title: '按期结案率', weight: 100 },
          formula: { kind: 'share', part: 'on-time', whole: 'due' },
        },
      ],
    }
    const rule = await admin.call(contract.createAppraisalRule, { body })
    const made = await admin.call(contract.computeAppraisal, { body: { ruleId: rule.id, period: '2025-03' } })
    const report = await fetch(`${city.url}/api/cases/appraisals/${made.id}/report?format=xlsx`, {
      headers: { authorization: `Bearer ${admin.options.token?.()}` },
    })
    expect(report.status).toBe(200)
    const path = join(folder, 'report.xlsx')
    writeFileSync(path, Buffer.from(await report.arrayBuffer()))
    // The last number asks for every sheet, each in a file of its own.
    const csv = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
    const given = ['--headless', '--norestore', '--convert-to', csv, '--outdir', folder, path]
    await run('soffice', [profile, ...given], { timeout: 100_000 })
    const sheetOf = (name: string) =>
      readFileSync(join(folder, `report-${name}.csv`), 'utf8')
        .trim()
        .split('\n')
    const scores = sheetOf('考核得分')
    expect(scores[2]).toBe('名次,考核对象,按期结案率（100）,应结,按期结案,得分')
    expect(scores.slice(3)).toEqual(
      made.scores.map(
        (one) =>
          `${one.place},${one.name},${one.score},${one.facts.due},${one.facts['on-time']},${one.score}`,
      ),
    )
    expect(made.scores.map((one) => one.score)).toEqual([100, 92])
    const losses = sheetOf('失分明细')
    expect(losses).toHaveLength(5)
    expect(losses[1]).toContain('"“占道,经营”案件"')
  })
})

describe.skipIf(!hasCalcurse)('a calendar program (calcurse)', () => {
  it('reads the duty roster with each shift at its time', async () => {
    const people = await Promise.all(
      ['王值班', '李值班', '赵值班'].map((name) =>
        admin.call(contract.saveContact, { body: { name, duty: '值班长', phone: '13900000000' } }),
      ),
    )
    const roster = await admin.call(contract.createRoster, {
      body: { title: '市级值班', posts: [{ post: 'duty', title: '值班长' }] },
    })
    const local = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString()
    const firstDay = local(Date.now() + 86_400_000).slice(0, 10)
    const shifts = await admin.call(contract.generateShifts, {
      params: { id: roster.id },
      body: {
        ...{ from: firstDay, days: 3, shiftHours: 12, startHour: 8, restShifts: 1 },
        people: { duty: people.map((one) => one.id) },
      },
    })
    const { path } = await admin.call(contract.createCalendarFeed, { body: { rosterId: roster.id } })
    const file = join(folder, 'roster.ics')
    writeFileSync(file, await fetch(city.url + path).then((answer) => answer.text()))
    const own = ['-D', join(folder, 'calcurse'), '-C', join(folder, 'calcurse')]
    const env = { ...process.env, TZ: 'Asia/Shanghai', LC_ALL: 'C.UTF-8' }
    const taken = await run('calcurse', [...own, '-i', file], { env, timeout: 30_000 })
    expect(`${taken.stdout}${taken.stderr}`).toMatch(/6 apps/)
    const asked = [
      ...own,
      '-Q',
      '--from',
      `${firstDay.slice(5, 7)}/${firstDay.slice(8)}/${firstDay.slice(0, 4)}`,
      '--days',
      '3',
      '--format-apt',
      '%(start:%Y-%m-%d %H:%M) %m\n',
    ]
    const { stdout } = await run('calcurse', asked, { env, timeout: 30_000 })
    // A night shift is listed on both of its days.
    const lines = [...new Set(stdout.split('\n').filter((line) => /^\d{4}-/.test(line)))]
    const expected = shifts.map((one) => {
      const time = local(Date.parse(one.start))
      return `${time.slice(0, 10)} ${time.slice(11, 16)} 值班长：${one.person.name}`
    })
    expect(lines.sort()).toEqual(expected.sort())
  })
})
