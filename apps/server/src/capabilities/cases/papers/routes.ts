import * as contract from '@civitas/contract'
import type { CaseType } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, notFound, Problem } from '../../../kernel/problem.ts'
import { listEntries } from '../entries-store.ts'
import type { CasesParts } from '../publish-case.ts'
import { clockTime, dayOf } from '../rules.ts'
import { isBlindTo } from '../spot-checks/store.ts'
import * as cases from '../store.ts'
import { listCaseTasks } from '../tasks/store.ts'
import { paperPdf } from './paper-pdf.ts'
import { fillPaper, knownPlaces, placesOf } from './rules.ts'
import * as store from './store.ts'

export function bindPapers(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCasePapers, async ({ query }) => {
    const type = requireType(parts, query.type)
    return { items: await store.listPapers(db, query.type), places: knownPlaces(type) }
  })
  http.bind(contract.saveCasePaper, ({ body }, { principal }) => {
    const known = new Set(knownPlaces(requireType(parts, body.caseType)))
    const unknown = placesOf(body.body).filter((name) => !known.has(name))
    if (unknown.length > 0) {
      const message = `案件没有这些变量：${unknown.join('、')}`
      throw new Problem('invalid', 'unknown-place', message, [{ path: '/body/body', message }])
    }
    return store.savePaper(db, { ...body, title: body.title.trim() }, principal, clock.now())
  })
  http.bind(contract.printCasePaper, async ({ params }, { principal, reply }) => {
    const { title, text, reference } = await fillFor(parts, params, principal)
    const name = encodeURIComponent(`${reference} ${title}`)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${name}.pdf`)
    return paperPdf(title, text)
  })
}

function requireType(parts: CasesParts, id: string): CaseType {
  const type = parts.domains.find('caseTypes', id)
  if (!type) throw notFound('案件类型', id)
  return type
}

/** The paper with the facts of the case as they are now. */
async function fillFor(parts: CasesParts, ids: { id: string; paperId: string }, by: Principal) {
  const { db } = parts.kernel
  const row = await cases.findCase(db, ids.id, { scope: by.scope })
  if (!row) throw notFound('案件', ids.id)
  if (await isBlindTo(db, ids.id, by.userId))
    throw forbidden('您被抽中盲评本案，提交抽查结果前不能打印文书。', 'blind')
  const paper = await store.findPaper(db, ids.paperId)
  if (!paper || paper.caseType !== row.type) throw notFound('文书模板', ids.paperId)
  if (!paper.active) throw conflict('paper-inactive', '此文书模板已停用。')
  const facts = await factsOf(parts, row, by)
  return { title: paper.title, reference: row.reference, text: fillPaper(paper.body, facts) }
}

async function factsOf(parts: CasesParts, row: cases.CaseRow, by: Principal): Promise<Map<string, string>> {
  const { db, clock } = parts.kernel
  const one = cases.toCase(parts, row)
  const at = (time: string | null) => (time ? clockTime(new Date(time)) : '')
  const unitOf = (id: string | null) => parts.identity.findOrganisation(id)?.name ?? ''
  const entries = await listEntries(db, row.id)
  const told = entries.map(
    (each) => `${at(each.time)}　${each.actText.zh}　${each.userName ?? ''}　${each.text}`,
  )
  return new Map([
    ...([
      ['案号', one.reference],
      ['标题', one.title],
      ['类型', one.typeTitle.zh],
      ['环节', one.stageTitle.zh],
      ['等级', one.level ? levelWords[one.level] : ''],
      ['地点', one.entityName ?? one.divisionName ?? ''],
      ['区划', one.divisionName ?? ''],
      ['承办单位', one.organisationName ?? ''],
      ['立案时间', at(one.openedTime)],
      ['应办结时间', at(one.dueTime)],
      ['结案时间', at(one.closedTime)],
      ['打印日期', dayOf(clock.now())],
      ['打印人', by.name],
      ['经过', told.join('\n')],
    ] as [string, string][]),
    ...(await answersOf(parts, row, unitOf)),
  ])
}

const levelWords = { blue: '蓝色', yellow: '黄色', orange: '橙色', red: '红色' } as const

interface Field {
  label?: { zh: string }
  title?: string
  choices?: { value: string; title: { zh: string } }[]
}

/** What was filled in, by `任务.字段`; the last answer of a task goes before earlier ones. */
async function answersOf(
  parts: CasesParts,
  row: cases.CaseRow,
  unitOf: (id: string) => string,
): Promise<[string, string][]> {
  const type = parts.types.find(row.type, row.type_version)
  const declared = new Map(
    (type?.stages ?? []).flatMap((stage) => stage.tasks.map((task) => [task.id, task])),
  )
  const done = (await listCaseTasks(parts.kernel.db, row.id)).filter((one) => one.kind === 'main' && one.form)
  return done.flatMap(({ task: id, form }) => {
    const task = declared.get(id)
    return Object.entries(form ?? {}).map(([name, value]): [string, string] => {
      const field = task?.form.properties[name] as Field | undefined
      const label = field?.label?.zh ?? field?.title ?? name
      return [`${task?.title.zh ?? id}.${label}`, inWords(value, field, unitOf)]
    })
  })
}

function inWords(value: unknown, field: Field | undefined, unitOf: (id: string) => string): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  const text = String(value ?? '')
  return field?.choices?.find((one) => one.value === text)?.title.zh || unitOf(text) || text
}
