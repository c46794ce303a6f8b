import { form, numberField, type Stage, type TaskType, text, yesNoField } from '@civitas/domain-kit'
import { describe, expect, it } from 'vitest'
import {
  channelOf,
  chooseExit,
  divisionChain,
  groupTasks,
  isOfType,
  lampOf,
  mayWork,
  nextGroup,
  referenceOf,
  uncovered,
} from './rules.ts'
import { checkForm } from './tasks/check-form.ts'

const task = (id: string, parallel = false): TaskType => ({
  id,
  title: text(id, id),
  item: 'x',
  role: 'unit-worker',
  instructions: text('', ''),
  form: form(),
  photosRequired: 0,
  limit: { minutes: 1, clock: 'natural' },
  ...(parallel ? { parallel } : {}),
})

const stage = (...tasks: TaskType[]): Stage => ({
  id: 's',
  title: text('s', 's'),
  tasks,
  exits: [
    {
      id: 'no',
      title: text('', ''),
      to: 'closed',
      when: { task: 'a', field: 'safe', op: '=', value: false },
    },
    { id: 'yes', title: text('', ''), to: 'check' },
  ],
})

describe('tasks of a stage', () => {
  const mixed = [task('a', true), task('b', true), task('c'), task('d', true)]

  it('start together when they are parallel neighbours, else one after another', () => {
    expect(groupTasks(mixed).map((group) => group.map((one) => one.id))).toEqual([['a', 'b'], ['c'], ['d']])
  })

  it('go on when the whole group is done', () => {
    const started = (done: Record<string, boolean>) =>
      new Map(Object.entries(done).map(([id, is]) => [id, { done: is }]))
    const ids = (next: ReturnType<typeof nextGroup>) =>
      Array.isArray(next) ? next.map((one) => one.id) : next
    const whole = stage(...mixed)
    expect(ids(nextGroup(whole, started({})))).toEqual(['a', 'b'])
    expect(ids(nextGroup(whole, started({ a: true, b: false })))).toBe('working')
    expect(ids(nextGroup(whole, started({ a: true, b: true })))).toEqual(['c'])
    expect(ids(nextGroup(whole, started({ a: true, b: true, c: true, d: true })))).toBeNull()
  })

  it('lead out by the first exit whose condition the answers meet', () => {
    const exit = (answer: object) => chooseExit(stage(task('a')), new Map([['a', { ...answer }]])).id
    expect(exit({ safe: false })).toBe('no')
    expect(exit({ safe: true })).toBe('yes')
    expect(exit({})).toBe('yes')
  })
})

describe('a clock', () => {
  const at = (minute: number) => new Date(minute * 60_000)
  const clock = { amberTime: at(80), dueTime: at(100), endTime: null }

  it('is green, amber from 80 %, red when due', () => {
    expect([0, 79, 80, 99, 100].map((minute) => lampOf(clock, at(minute)))).toEqual([
      'green',
      'green',
      'amber',
      'amber',
      'red',
    ])
  })

  it('keeps the lamp it ended with', () => {
    expect(lampOf({ ...clock, endTime: at(100) }, at(999))).toBe('green')
    expect(lampOf({ ...clock, endTime: at(101) }, at(999))).toBe('red')
  })

  it('that has not begun is green', () => {
    expect(lampOf({ amberTime: null, dueTime: null, endTime: null }, at(1))).toBe('green')
  })
})

describe('who acts', () => {
  it('is looked up from the grid to the city', () => {
    expect(divisionChain('990102001002003')).toEqual([
      '990102001002003',
      '990102001002',
      '990102001',
      '990102',
      '990100',
      '990000',
    ])
    expect(divisionChain('990100')).toEqual(['990100', '990000'])
    expect(divisionChain(null)).toEqual([])
  })

  it('are people of the unit, and grid staff of none', () => {
    expect(mayWork({ organisationId: 'a' }, { organisationId: 'a' })).toBe(true)
    expect(mayWork({ organisationId: null }, { organisationId: 'a' })).toBe(true)
    expect(mayWork({ organisationId: 'b' }, { organisationId: 'a' })).toBe(false)
    expect(mayWork({ organisationId: null }, { organisationId: null })).toBe(false)
  })

  it('acts from the page the request came from', () => {
    expect(channelOf('http://10.0.0.1:8080/field/tasks/1')).toBe('field')
    expect(channelOf('https://city.example/console')).toBe('console')
    expect(channelOf(undefined)).toBe('api')
  })
})

describe('a form', () => {
  const schema = form({
    safe: yesNoField(text('可以恢复通行', ''), { required: true }),
    depth_cm: numberField(text('水深', ''), 'cm', { minimum: 0, maximum: 300 }),
  })

  it('that fits passes', () => {
    expect(() => checkForm(schema, { safe: true, depth_cm: 3 })).not.toThrow()
  })

  it('that does not names every wrong field in words', () => {
    const errorsOf = (given: Record<string, unknown>) => {
      try {
        checkForm(schema, given)
      } catch (error) {
        return (error as { errors: unknown }).errors
      }
      return []
    }
    expect(errorsOf({})).toEqual([{ path: '/body/form/safe', message: '必填' }])
    expect(errorsOf({ safe: 'yes', depth_cm: 301, more: 1 })).toEqual(
      expect.arrayContaining([
        { path: '/body/form/safe', message: '应为是或否' },
        { path: '/body/form/depth_cm', message: '不大于 300' },
        { path: '/body/form/more', message: '表单没有此项' },
      ]),
    )
  })
})

it('numbers a case by its type and the day in Asia/Shanghai', () => {
  expect(referenceOf('FK', new Date('2025-05-31T16:00:00Z'), 1)).toBe('FK-20250601-0001')
  expect(referenceOf('FK', new Date('2025-06-01T15:59:59Z'), 12345)).toBe('FK-20250601-12345')
})

it('knows pictures by their first bytes', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
  expect(isOfType(jpeg, 'image/jpeg')).toBe(true)
  expect(isOfType(jpeg, 'image/png')).toBe(false)
  expect(isOfType(Buffer.from('RIFF0000WEBP'), 'image/webp')).toBe(true)
  expect(isOfType(Buffer.from('GIF89a'), 'image/gif')).toBe(false)
})

it('what was listed and not answered is named, by the first word of a line', () => {
  const list = 'TC-01 登录\n\nTC-02 指标一致\r\nTC-03 权限'
  expect(uncovered(list, 'TC-01：见截图\nTC-03 见记录')).toEqual(['TC-02 指标一致'])
  expect(uncovered(list, '')).toHaveLength(3)
  expect(uncovered('', '')).toEqual([])
})
