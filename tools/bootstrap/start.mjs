import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import {
  giveUp,
  installPackages,
  requireDisk,
  requireFreePort,
  requireNode,
  root,
  run,
  step,
} from './explain.mjs'

requireNode()

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: process.env.CIVITAS_PORT ?? '8080' },
        'mqtt-port': { type: 'string', default: process.env.CIVITAS_MQTT_PORT ?? '1883' },
        data: { type: 'string', default: process.env.CIVITAS_DATA ?? '.civitas' },
        'no-simulator': { type: 'boolean', default: false },
      },
    })
    return {
      port: toPort(values.port, '--port'),
      mqttPort: toPort(values['mqtt-port'], '--mqtt-port'),
      data: resolve(root, values.data),
      simulator: !values['no-simulator'],
    }
  } catch (error) {
    giveUp(
      `命令行参数有误：${error.message}`,
      'Usage: npm start -- [--port P] [--mqtt-port M] [--data DIR] [--no-simulator]',
    )
  }
}

function toPort(text, flag) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    giveUp(
      `${flag} 应为 0–65535 的整数，收到“${text}”。`,
      `${flag} must be a whole number from 0 to 65535, got “${text}”.`,
    )
  return port
}

const children = new Set()
let stopping = false

/** Stops everything this command started, the simulator first, and ends. */
async function stopAll(code) {
  if (stopping) return
  stopping = true
  for (const child of [...children].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await ended
  }
  process.exit(code)
}

function startChild(title, script, args, env) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    // Its own process group: Ctrl-C reaches this command only, which then stops its children in order.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  children.add(child)
  child.once('exit', (code, signal) => {
    if (stopping) return
    process.stderr.write(`\n✗ ${title}意外结束（${signal ?? code}）。 ${title} ended unexpectedly.\n`)
    void stopAll(code ?? 1)
  })
  return child
}

const steps = {
  database: '启动数据库 starting PostgreSQL',
  schema: '更新数据库结构 bringing the schema up to date',
  capabilities: '启动各项能力 starting the capabilities',
  'sample-city': '生成样板城市云川市 making the sample city',
  ready: '开放服务 opening the doors',
}

/** Starts the server and shows its own account of how far it is. */
async function startServer(options) {
  const args = [
    '--port',
    String(options.port),
    '--mqtt-port',
    String(options.mqttPort),
    '--data',
    options.data,
    '--sample-city',
  ]
  const server = startChild('服务器', join(root, 'dist/server/main.js'), args, {
    CIVITAS_PROGRESS: '1',
    CIVITAS_LOG_LEVEL: process.env.CIVITAS_LOG_LEVEL ?? 'warn',
  })
  let finishStep = () => undefined
  const lines = createInterface({ input: server.stdout })
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      if (!line.startsWith('{')) return process.stdout.write(`${line}\n`)
      const message = JSON.parse(line)
      finishStep()
      if (message.step === 'listening') return resolve(message)
      const title = steps[message.step]
      if (title)
        void step(
          title,
          () =>
            new Promise((done) => {
              finishStep = done
            }),
        )
    })
  })
}

function startSimulator(options, { port, mqttPort }) {
  const file = join(options.data, 'simulator.secret.json')
  const args = [
    '--url',
    `http://127.0.0.1:${port}`,
    '--mqtt',
    `mqtt://127.0.0.1:${mqttPort}`,
    '--access',
    file,
  ]
  startChild('模拟器', join(root, 'dist/simulator/main.js'), args, {}).stdout.resume()
}

function greet({ port, mqttPort }) {
  const address = `http://localhost:${port}`
  process.stdout.write(`
  Civitas 城枢 已就绪 is ready

    地址 address      ${address}
    MQTT             localhost:${mqttPort}
    演示账号 accounts  admin 管理员 · leader 领导 · deputy 副总指挥 · duty 值班员 · dispatcher 派遣员 · district 区县 · inspector 核查员 · worker 处置 · hotline 坐席 · grid 网格员 · bureau 数据局 · civil 民政数据员 · health 卫健数据员 · clerk 窗口 · market 市场监管审批 · fire 消防审批 · approver 审批 · service 政务服务管理 · credit 信用管理 · editor 门户编辑 · citizen 市民 · neighbour 另一市民 · firm 企业
    密码 password     civitas-demo

    先看 open first   ${address}/screen   城市大屏（leader）
                     ${address}/console  工作台（duty）：在首页启动“暴雨”演练，看下穿通道变红、事件成案
                     ${address}/field    外勤（grid）：接收、处置、拍照、办结

    Ctrl-C 停止全部 stops everything
`)
}

const options = readOptions()
process.on('SIGINT', () => void stopAll(0))
process.on('SIGTERM', () => void stopAll(0))
process.on('SIGHUP', () => void stopAll(0))
requireDisk()
await requireFreePort(options.port, '--port')
await requireFreePort(options.mqttPort, '--mqtt-port')
process.stdout.write('\n  Civitas 城枢\n')
await installPackages()
await step('构建 building', async () => {
  try {
    await run(process.execPath, [join(root, 'tools/bootstrap/build-if-changed.mjs')])
  } catch (error) {
    giveUp(
      `构建失败：${error.message.split('\n').slice(-5).join('\n')}`,
      'The build failed; the lines above say why.',
    )
  }
})
const listening = await startServer(options)
if (options.simulator) startSimulator(options, listening)
greet(listening)
