import { listScenarios, type ScenarioRun, startScenario, stopScenario } from '@civitas/sdk'
import { type Command, readFlags, say, UserError, userError } from '../command.ts'
import { connect, connectFlags } from '../connect.ts'
import { showTime, toTable } from '../table.ts'

const list: Command = {
  name: 'scenarios list',
  summary: { zh: '列出演练场景与正在播放的场景', en: 'List scenarios and the one being played' },
  usage: 'civitas scenarios list',
  run: async (args) => {
    const { client } = await connect(readFlags(args, connectFlags).values)
    const { items, run, simulatorSeenTime } = await client.call(listScenarios)
    console.log(
      toTable(items.map((one) => [one.id, `${one.minutes} min`, say(one.title), say(one.description)])),
    )
    console.log(`\n${describeRun(run)}`)
    const seen = simulatorSeenTime ? showTime(simulatorSeenTime) : '—'
    console.log(say({ zh: `模拟器最近一次心跳：${seen}`, en: `Simulator last heard: ${seen}` }))
  },
}

const start: Command = {
  name: 'scenarios start',
  summary: { zh: '启动演练场景', en: 'Start a scenario' },
  usage: 'civitas scenarios start ID [--speed 60]',
  run: async (args) => {
    const { values, words } = readFlags(args, { ...connectFlags, speed: 'text' })
    const [id] = words
    if (!id) throw new UserError(start.usage)
    const speed = values.speed === undefined ? undefined : Number(values.speed)
    if (Number.isNaN(speed)) throw userError('--speed 应为数字。', '--speed must be a number.')
    const { client } = await connect(values)
    console.log(describeRun(await client.call(startScenario, { params: { id }, body: { speed } })))
  },
}

const stop: Command = {
  name: 'scenarios stop',
  summary: { zh: '停止演练场景', en: 'Stop the scenario' },
  usage: 'civitas scenarios stop',
  run: async (args) => {
    const { client } = await connect(readFlags(args, connectFlags).values)
    console.log(describeRun(await client.call(stopScenario)))
  },
}

function describeRun(run: ScenarioRun): string {
  if (!run.id)
    return say({ zh: '没有场景在播放，城市处于平常状态。', en: 'Nothing is being played; an ordinary day.' })
  const since = showTime(run.startedTime)
  return say({
    zh: `正在播放 ${run.id}，${run.speed} 倍速，${run.startedBy ?? ''} 于 ${since} 启动`,
    en: `Playing ${run.id} at ${run.speed}×, started by ${run.startedBy ?? ''} at ${since}`,
  })
}

export const scenarioCommands = [list, start, stop]
