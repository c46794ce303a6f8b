import {
  type CaseClass,
  type StandardClass,
  standardClasses,
  type TimeLimit,
  text,
} from '@civitas/domain-kit'

const calendar = 'municipal'
const urgent = (hours: number): TimeLimit => ({ minutes: hours * 60, clock: 'urgent', calendar })
const working = (hours: number): TimeLimit => ({ minutes: hours * 60, clock: 'working', calendar })
const workingDays = (days: number): TimeLimit => ({ days, clock: 'working-day', calendar })
const naturalDays = (days: number): TimeLimit => ({ days, clock: 'natural-day', calendar })

interface Condition {
  filing: readonly [zh: string, en: string]
  closing: readonly [zh: string, en: string]
  limit: TimeLimit
}

/**
 * Conditions of filing and closing and the limit by large class, in the form of GB/T 30428.8-2020 (filing condition, limit
 * on one of its clocks, closing condition). The figures are those this platform starts with; each city sets its own in
 * the table of small classes.
 */
const byLargeClass: Readonly<Record<string, Condition>> = {
  'component 01': {
    filing: ['设施破损、缺失、移位或影响使用', 'Broken, missing, displaced or out of use'],
    closing: ['设施完好，恢复正常使用', 'Whole and in use again'],
    limit: workingDays(5),
  },
  'component 02': {
    filing: ['设施破损、倾斜、缺失或标识不清', 'Broken, leaning, missing or illegible'],
    closing: ['设施修复完好，标识清晰', 'Repaired, legible'],
    limit: workingDays(5),
  },
  'component 03': {
    filing: ['设施破损、污损、满溢或缺失', 'Broken, soiled, overflowing or missing'],
    closing: ['设施完好、整洁', 'Whole and clean'],
    limit: workingDays(3),
  },
  'component 04': {
    filing: ['绿化设施破损、植株倾倒或缺株', 'Facility broken, plant down or missing'],
    closing: ['修复、扶正或补植完成', 'Repaired, set upright or replanted'],
    limit: naturalDays(7),
  },
  'component 05': {
    filing: ['设施破损或存在隐患', 'Broken or a hazard'],
    closing: ['修复完成，隐患消除', 'Repaired, hazard removed'],
    limit: workingDays(7),
  },
  'event 01': {
    filing: ['现场情况属实，影响市容环境', 'Found on site, harms the cityscape'],
    closing: ['清理完成，现场整洁', 'Cleared, site tidy'],
    limit: working(4),
  },
  'event 02': {
    filing: ['违规张贴、悬挂、发布或破损属实', 'Posted or hung without right, or broken'],
    closing: ['清除或修复，墙面（设施）恢复', 'Removed or repaired'],
    limit: working(8),
  },
  'event 03': {
    filing: ['施工行为违规或影响周边属实', 'Breach by a construction site'],
    closing: ['停止违规行为，现场恢复', 'Breach stopped, site restored'],
    limit: working(8),
  },
  'event 04': {
    filing: ['突发情况属实，危及安全或影响通行', 'An emergency that endangers or obstructs'],
    closing: ['险情排除，恢复通行或供应', 'Danger removed, passage or supply restored'],
    limit: urgent(2),
  },
  'event 05': {
    filing: ['扰乱街面秩序行为属实', 'Disorder in the street'],
    closing: ['行为停止，现场恢复秩序', 'Stopped, order restored'],
    limit: working(2),
  },
}

const cover: Condition = {
  filing: ['井盖破损、缺失、松动或高差影响安全', 'Cover broken, missing, loose or uneven'],
  closing: ['更换或修复，安装牢固、与路面平齐', 'Replaced or repaired, firm and level'],
  limit: urgent(4),
}

/** Small classes whose conditions differ from those of their large class. */
const bySmallClass: Readonly<Record<string, Condition>> = {
  ...Object.fromEntries(
    ['0101', '0102', '0103', '0105', '0106', '0107'].map((code) => [`component ${code}`, cover]),
  ),
  'component 0104': { ...cover, filing: ['雨水箅子破损、缺失或堵塞', 'Grate broken, missing or blocked'] },
  'component 0210': {
    filing: ['信号灯不亮、倾斜或损坏', 'Traffic light dark, leaning or damaged'],
    closing: ['信号灯恢复正常', 'Traffic light works again'],
    limit: urgent(4),
  },
  'event 0101': {
    filing: ['未经许可搭建属实', 'Built without permit'],
    closing: ['拆除或补办手续', 'Removed or permitted'],
    limit: workingDays(15),
  },
  'event 0110': {
    filing: ['道路破损影响通行', 'Road damaged, hinders passage'],
    closing: ['修补平整，恢复通行', 'Mended level, passable'],
    limit: workingDays(3),
  },
}

/** Duty items of those who mend what belongs to them, by small class; the rest is handled by urban management. */
const repairers: Readonly<Record<string, string>> = {
  'event 0402': 'water-supply',
  'event 0403': 'gas-supply',
  'event 0404': 'drainage',
  'event 0406': 'drainage',
  'event 0408': 'power-supply',
}

/** Every small class of GB/T 30428.2 with the conditions and limit it starts with. */
export const classes: readonly CaseClass[] = standardClasses.map(toClass)

function toClass({ id, kind, code, title, large }: StandardClass): CaseClass {
  const key = `${kind} ${code}`
  const found = bySmallClass[key] ?? byLargeClass[`${kind} ${large.code}`]
  if (!found) throw new Error(`no condition for ${id}`)
  return {
    code: id,
    kind: kind === 'component' ? 'part' : 'event',
    bigClass: large.title,
    title,
    filing: text(...found.filing),
    closing: text(...found.closing),
    limit: found.limit,
    ...(repairers[key] ? { item: repairers[key] } : {}),
  }
}
