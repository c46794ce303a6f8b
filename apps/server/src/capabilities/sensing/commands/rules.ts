import type { Interlock, ModelDefinition, Shadow } from '@civitas/contract'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { isSame, type State } from '../shadow/rules.ts'

/** A command every device takes: the given properties become its desired state. */
export const setProperties = 'set-properties'

/** What one device would be told. */
export interface PlannedCommand {
  thingId: string
  name: string
  input: State
  /** What it makes of the desired state. */
  sets: State
  timeoutSeconds: number
  dangerous: boolean
}

export type Planned = PlannedCommand | { problem: string; code: string }

/** Finds the command in the model of the device and judges its input. */
export function planCommand(
  thingId: string,
  definition: ModelDefinition | undefined,
  name: string,
  input: State,
): Planned {
  if (name === setProperties) {
    const properties = input.properties
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
      return { code: 'invalid-input', problem: 'set-properties 需要 properties 对象' }
    const sets = properties as State
    return { thingId, name, input, sets, timeoutSeconds: 30, dangerous: reachesDanger(definition, sets) }
  }
  const command = definition?.commands.find((one) => one.id === name)
  if (!command) return { code: 'unknown-command', problem: `设备模型没有命令“${name}”` }
  const wrong = judgeInput(command.input, input)
  if (wrong) return { code: 'invalid-input', problem: `命令“${command.title.zh}”的参数有误：${wrong}` }
  const { timeoutSeconds, dangerous } = command
  return {
    thingId,
    name,
    input,
    sets: { ...command.sets, ...pick(input, command.sets) },
    timeoutSeconds,
    dangerous,
  }
}

/** Whether properties bring about what only a dangerous command may: setting them needs the second person too. */
function reachesDanger(definition: ModelDefinition | undefined, sets: State): boolean {
  const dangerous = definition?.commands.filter((one) => one.dangerous) ?? []
  return dangerous.some((one) => Object.entries(one.sets).some(([key, value]) => isSame(sets[key], value)))
}

/** Values of the input that the command also sets, under the same name. */
function pick(input: State, sets: State): State {
  return Object.fromEntries(Object.entries(input).filter(([key]) => key in sets))
}

function judgeInput(schema: State, input: State): string | null {
  if (Object.keys(schema).length === 0) return Object.keys(input).length === 0 ? null : '此命令没有参数'
  const compiled = Compile(Type.Unsafe(schema))
  if (compiled.Check(input)) return null
  const [first] = compiled.Errors(input)
  return `${first?.instancePath || '/'} ${first?.message ?? ''}`.trim()
}

type Rule = Pick<Interlock, 'title' | 'thingIds' | 'commands' | 'stateProperty' | 'stateValue' | 'mostAtOnce'>

/**
 * Judges an interlock against a batch: members the batch puts into the state, members with such a command under way and members
 * whose shadow shows the state may together not be more than `mostAtOnce`. Answers a sentence when they are, else null.
 */
export function judgeInterlock(
  rule: Rule,
  batch: readonly PlannedCommand[],
  shadows: ReadonlyMap<string, Shadow>,
  underWay: ReadonlySet<string>,
  nameOf: (thingId: string) => string,
): string | null {
  const members = new Set(rule.thingIds)
  const put = batch
    .filter((one) => members.has(one.thingId) && putsIntoState(rule, one))
    .map((one) => one.thingId)
  if (put.length === 0) return null
  const leaving = new Set(
    batch.filter((one) => members.has(one.thingId) && takesOutOfState(rule, one)).map((one) => one.thingId),
  )
  const already = rule.thingIds.filter(
    (id) => !leaving.has(id) && (underWay.has(id) || isInState(rule, shadows.get(id))),
  )
  const together = new Set([...put, ...already])
  if (together.size <= rule.mostAtOnce) return null
  const names = [...together].map(nameOf).join('、')
  return `联锁“${rule.title}”：${names} 将同时处于受限状态，最多允许 ${rule.mostAtOnce} 台。`
}

function putsIntoState(rule: Rule, command: PlannedCommand): boolean {
  if (rule.commands.includes(command.name)) return true
  return (
    rule.stateProperty !== null &&
    rule.stateProperty in command.sets &&
    isSame(command.sets[rule.stateProperty], rule.stateValue)
  )
}

function takesOutOfState(rule: Rule, command: PlannedCommand): boolean {
  return (
    rule.stateProperty !== null &&
    rule.stateProperty in command.sets &&
    !isSame(command.sets[rule.stateProperty], rule.stateValue)
  )
}

function isInState({ stateProperty, stateValue }: Rule, shadow: Shadow | undefined): boolean {
  if (!shadow || stateProperty === null) return false
  const said = shadow.reported[stateProperty] ?? shadow.desired[stateProperty]
  return said !== undefined && isSame(said, stateValue)
}
