import type { ProjectDetail, ProjectMember, ProjectRow, ProjectStageView } from '@civitas/contract'
import type { ProjectStage, ProjectType } from '@civitas/domain-kit'
import { listSuspensions } from '../applications/suspensions-store.ts'
import { chosenMembers } from '../bundles/rules.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { clocksOf, daysOf, lampOf, type MemberRun, openItems, type StageState } from './rules.ts'
import * as store from './store.ts'
import { toVisit } from './visits.ts'
import { listVisitsOf } from './visits-store.ts'

type RunRecord = Awaited<ReturnType<typeof store.listRuns>>[number]

/** What several projects are shown from, read in four statements whatever their number. */
interface Known {
  stages: store.StageRecord[]
  runs: (RunRecord & { clock: MemberRun })[]
  promises: { project_id: string; item: string }[]
}

const over = new Set(['refused', 'withdrawn', 'not-accepted', 'late', 'revoked', 'delivered'])

async function readKnown({ kernel: { db } }: ServicesParts, ids: readonly string[]): Promise<Known> {
  const [stages, promises] = await Promise.all([store.listStages(db, ids), store.listPromises(db, ids)])
  const runs = await store.listRuns(
    db,
    stages.map((one) => one.bundle_case_id),
  )
  const suspensions = await listSuspensions(
    db,
    runs.map((one) => one.id),
  )
  return {
    ...{ stages, promises },
    runs: runs.map((run) => ({
      ...run,
      clock: {
        acceptedTime: run.accepted_time,
        endTime: run.decided_time ?? (over.has(run.state) ? run.updated_time : null),
        suspensions: suspensions
          .filter((one) => one.application_id === run.id)
          .map((one) => ({ since: one.since, end: one.end_time })),
        corrections: correctionsOf(run),
      },
    })),
  }
}

/** From each list of corrections to what was handed in after it. */
function correctionsOf({ marks, state, updated_time }: RunRecord): MemberRun['corrections'] {
  const list = marks ?? []
  return list.flatMap((mark, at) => {
    if (mark.act !== '一次性告知补正') return []
    const next = list.slice(at + 1).find((one) => one.act === '提交补正')
    const end = next ? new Date(next.time) : over.has(state) ? updated_time : null
    return [{ since: new Date(mark.time), end }]
  })
}

function clocks(parts: ServicesParts, runs: readonly MemberRun[], limitDays: number) {
  const { government, correction, special } = clocksOf(runs, parts.kernel.clock.now())
  const count = parts.territory.calendars.workingDaysBetween
  const usedDays = daysOf(government, count)
  return {
    ...{ limitDays, usedDays, remainingDays: limitDays - usedDays, card: lampOf(usedDays, limitDays) },
    ...{ correctionDays: daysOf(correction, count), specialDays: daysOf(special, count) },
  }
}

/** Days of each stage and their sum: a day between two stages is nobody’s. */
function total(type: ProjectType, stages: readonly ProjectStageView[]) {
  const sum = (pick: (stage: ProjectStageView) => number) =>
    stages.reduce((all, stage) => all + pick(stage), 0)
  const usedDays = sum((one) => one.usedDays)
  return {
    ...{ limitDays: type.limitDays, usedDays, remainingDays: type.limitDays - usedDays },
    ...{ correctionDays: sum((one) => one.correctionDays), specialDays: sum((one) => one.specialDays) },
    card: lampOf(usedDays, type.limitDays),
  }
}

export function typeOf(parts: ServicesParts, id: string): ProjectType {
  return parts.domains.get('projectTypes', id)
}

/** The stages of a project with their items, clocks and whether they may be filed. */
export async function readStages(
  parts: ServicesParts,
  project: store.ProjectRecord,
): Promise<ProjectStageView[]> {
  return stagesOf(parts, project, await readKnown(parts, [project.id]))
}

function stagesOf(parts: ServicesParts, project: store.ProjectRecord, known: Known): ProjectStageView[] {
  const views: ProjectStageView[] = []
  for (const stage of typeOf(parts, project.type_id).stages) {
    const filed = known.stages.find((one) => one.project_id === project.id && one.stage === stage.id)
    const runs = known.runs.filter((run) => run.parent_id === filed?.bundle_case_id)
    const members = membersOf(parts, project, { stage, runs, known, filed })
    const why = whyClosed(project, views.at(-1))
    views.push({
      ...{ id: stage.id, title: stage.title.zh, lead: stage.lead, why: filed ? null : why, members },
      state: stateOf(filed, members, why),
      ...{ bundleCaseId: filed?.bundle_case_id ?? null, number: filed?.number ?? null },
      ...clocks(
        parts,
        runs.map((run) => run.clock),
        stage.limitDays,
      ),
    })
  }
  return views
}

function stateOf(
  filed: store.StageRecord | undefined,
  members: readonly ProjectMember[],
  why: string | null,
): StageState {
  if (!filed) return why ? 'closed' : 'open'
  if (!filed.submitted_time) return 'draft'
  return openItems(members).length === 0 ? 'done' : 'running'
}

/** Why a stage cannot be filed yet: the proposal conflicts with a plan, or the stage before is not through. */
function whyClosed(project: store.ProjectRecord, before: ProjectStageView | undefined): string | null {
  if (!before) {
    const barred = project.conflicts.filter((one) => one.effect === 'forbid')
    return barred.length === 0 ? null : conflictText(barred)
  }
  if (before.state === 'closed' || before.state === 'open' || before.state === 'draft')
    return `“${before.title}”阶段尚未申报。`
  const open = openItems(before.members).map((one) => one.title)
  return open.length === 0 ? null : `“${before.title}”阶段的${open.join('、')}尚未办结，也未承诺。`
}

export function conflictText(conflicts: store.ProjectRecord['conflicts']): string {
  const each = conflicts.map(
    (one) => `占用${one.layer} ${one.areaM2} 平方米（${one.areaName}，由${one.organisation}负责）`,
  )
  return `项目红线与规划冲突：${each.join('；')}。`
}

interface OfStage {
  stage: ProjectStage
  runs: Known['runs']
  known: Known
  filed: store.StageRecord | undefined
}

/** Items of a stage: those of the form that was filed, else those the situation of the project chooses. */
function membersOf(
  parts: ServicesParts,
  project: store.ProjectRecord,
  { stage, runs, known, filed }: OfStage,
): ProjectMember[] {
  const bundle = parts.domains.get('serviceBundles', stage.bundle)
  const declared = bundle.members.map((one) => ({ ...one, code: one.item, when: one.when ?? null }))
  const facts = filed?.answers ?? factsOf(project)
  return chosenMembers(declared as never, facts).map(({ code }) => {
    const run = runs.find((one) => one.code === code)
    const item = parts.domains.get('serviceItems', code)
    const isPromised = known.promises.some((one) => one.project_id === project.id && one.item === code)
    const isMandatory = stage.mandatory.includes(code)
    const organisation = parts.identity.findOrganisation(run?.organisation_id ?? null)
    return {
      ...{ item: code, title: item.title.zh, organisationName: organisation?.name ?? item.organisation },
      ...{ isMandatory, isPromised, applicationId: run?.id ?? null },
      mayPromise: isMandatory && !isPromised && (stage.promisable?.includes(code) ?? false),
      state: (run?.state ?? null) as ProjectMember['state'],
      usedDays: run ? clocks(parts, [run.clock], 0).usedDays : 0,
      from: run?.accepted_time?.toISOString() ?? null,
      to: run?.clock.endTime?.toISOString() ?? null,
    }
  })
}

/** What chooses the items of a stage. */
export function factsOf(project: store.ProjectRecord): Record<string, unknown> {
  return {
    projectType: project.type_id.split('.').at(-1),
    ...{ area: project.area_m2, investment: project.investment_wan, assessed: project.assessed },
  }
}

function toRow(
  parts: ServicesParts,
  project: store.ProjectRecord,
  stages: readonly ProjectStageView[],
): ProjectRow {
  const type = typeOf(parts, project.type_id)
  return {
    ...{ id: project.id, code: project.code, name: project.name, typeId: type.id, typeTitle: type.title.zh },
    ...{ builder: project.subject_name, address: project.address, state: project.state },
    stage: type.stages.find((one) => one.id === project.stage)?.title.zh ?? null,
    ...{ position: [project.lon, project.lat], updatedTime: project.updated_time.toISOString() },
    ...total(type, stages),
  }
}

export async function toRows(
  parts: ServicesParts,
  projects: readonly store.ProjectRecord[],
): Promise<ProjectRow[]> {
  const known = await readKnown(
    parts,
    projects.map((one) => one.id),
  )
  return projects.map((one) => toRow(parts, one, stagesOf(parts, one, known)))
}

export async function toDetail(parts: ServicesParts, project: store.ProjectRecord): Promise<ProjectDetail> {
  const { db } = parts.kernel
  const [known, opinions, visits, linked] = await Promise.all([
    readKnown(parts, [project.id]),
    store.listOpinions(db, project.id),
    listVisitsOf(db, { projectId: project.id }),
    store.listLinked(db, project.id),
  ])
  const stages = stagesOf(parts, project, known)
  return {
    ...toRow(parts, project, stages),
    ...{ industry: project.industry, investmentWan: project.investment_wan, areaM2: project.area_m2 },
    ...{ parcel: project.parcel, parcelAreaM2: project.parcel_area_m2, conflicts: project.conflicts },
    ...{ checkedTime: project.checked_time.toISOString(), assessed: project.assessed, stages, linked },
    opinions: opinions.map((one) => toOpinion(parts, one)),
    visits: visits.map((one) => toVisit(parts, one)),
    permits: known.runs.flatMap((run) => {
      const stage = stages.find((one) => one.bundleCaseId === run.parent_id)
      return run.result && stage ? [{ ...pickResult(run.result), stage: stage.title }] : []
    }),
  }
}

function pickResult({
  title,
  number,
  licenceId,
}: {
  title: string
  number: string
  licenceId: string | null
}) {
  return { title, number, licenceId }
}

function toOpinion({ identity, kernel }: ServicesParts, one: store.OpinionRecord) {
  return {
    ...{ id: one.id, organisationId: one.organisation_id, agrees: one.agrees, text: one.text },
    organisationName: identity.findOrganisation(one.organisation_id)?.name ?? '',
    ...{ askedTime: one.asked_time.toISOString(), time: one.time?.toISOString() ?? null },
    dueDay: dayOf(new Date(one.due_time.getTime() - 1)),
    isLate: one.due_time < (one.time ?? kernel.clock.now()),
  }
}
