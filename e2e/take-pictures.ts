import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listCases, listEvents, listScenarios, listTasks, startScenario } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Browser, Page } from 'playwright-core'
import { repositoryRoot } from '../apps/server/src/kernel/root.ts'
import { openAs, openBrowser, sizes } from './lib/browser.ts'
import { startSampleCity } from './lib/sample-city.ts'

/** City minutes a minute: slow enough that one storm lasts for several pictures. */
const SPEED = 30

interface Picture {
  name: string
  account: string
  path: string
  size: { width: number; height: number }
  /** What must be on the page before it is taken. */
  ready: string
  /** Draws it smaller than it is; 0.5 keeps a wall of 3840 pixels light enough for the repository. */
  scale?: number
}

/** `npm run pictures [name…]`: the pages of the product at their real sizes, from the sample city in a rainstorm. */
async function takePictures(names: readonly string[]): Promise<void> {
  const city = await startSampleCity()
  const browser = await openBrowser()
  try {
    const duty = await city.signedInAs('duty')
    await letItRain(duty)
    const folder = join(repositoryRoot(), 'docs/pictures')
    mkdirSync(folder, { recursive: true })
    const pictures = await listPictures(duty, await city.signedInAs('grid'))
    for (const picture of pictures.filter(({ name }) => names.length === 0 || names.includes(name))) {
      await letItRain(duty)
      await takePicture(browser, city.url, folder, picture)
    }
  } finally {
    await browser.close()
    await city.stop()
  }
}

/** Sees to it that it rains and that a red warning is in force: a storm is over after two minutes, and is begun anew. */
async function letItRain(duty: Client): Promise<void> {
  while ((await duty.call(listScenarios)).simulatorSeenTime === null) await pause(500)
  const redNow = async () =>
    (await duty.call(listEvents, { query: { active: true, level: 'red', limit: 1 } })).total > 0
  for (;;) {
    const { run } = await duty.call(listScenarios)
    if (run.id === 'rainstorm' && run.speed === SPEED && (await redNow())) break
    if (run.id !== 'rainstorm' || run.speed !== SPEED)
      await duty.call(startScenario, { params: { id: 'rainstorm' }, body: { speed: SPEED } })
    await pause(1_000)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function listPictures(duty: Client, grid: Client): Promise<Picture[]> {
  const cases = await duty.call(listCases, { query: { limit: 100 } })
  const events = await duty.call(listEvents, { query: { active: true, level: 'red', limit: 100 } })
  const tasks = await grid.call(listTasks, { query: { limit: 1 } })
  const loud = cases.items.find((each) => each.level === 'red') ?? cases.items[0]
  const gauge = events.items[0]
  const task = tasks.items[0]
  const desk = { account: 'duty', size: sizes.desk }
  const phone = { account: 'grid', size: sizes.phone }
  return [
    { name: 'screen-1920', account: 'leader', path: '/screen', size: sizes.wall, ready: '生效预警' },
    {
      name: 'screen-3840',
      account: 'leader',
      path: '/screen',
      size: sizes.wall4k,
      ready: '生效预警',
      scale: 0.5,
    },
    {
      name: 'map',
      account: 'duty',
      path: `/map?select=${gauge?.entityId}&c=${gauge?.position?.join(',')},14.5`,
      size: sizes.wall,
      ready: '实时值',
    },
    { ...desk, name: 'console-home', path: '/console', ready: '演练控制' },
    { ...desk, name: 'console-events', path: '/console/events', ready: '共 ' },
    { ...desk, name: 'console-case', path: `/console/cases/${loud?.id}`, ready: '封闭道路' },
    { ...desk, name: 'console-devices', path: '/console/devices', ready: '共 ' },
    { ...desk, name: 'console-indicators', path: '/console/indicators', ready: '积水超警点位' },
    { ...phone, name: 'field', path: '/field', ready: '任务' },
    { ...phone, name: 'field-task', path: `/field/tasks/${task?.id}`, ready: '接收任务' },
    { name: 'portal', account: 'citizen', path: '/portal', size: sizes.phone, ready: '报告问题' },
  ]
}

async function takePicture(browser: Browser, url: string, folder: string, picture: Picture): Promise<void> {
  const { page, errors } = await openAs(browser, url, picture.account, picture.path, picture.size)
  await page
    .getByText(picture.ready)
    .first()
    .waitFor({ timeout: 60_000 })
    .catch(() => console.error(`${picture.name}: “${picture.ready}” never came`))
  await settle(page)
  let bytes = await page.screenshot({ timeout: 120_000 })
  if (picture.scale) bytes = await shrink(browser, bytes, picture.scale)
  writeFileSync(join(folder, `${picture.name}.png`), bytes)
  console.log(`${picture.name}  ${Math.round(bytes.length / 1024)} kB`, ...errors)
  await page.context().close()
}

/** Waits until nothing says that it loads and the map, if there is one, has drawn what it asked for. */
async function settle(page: Page): Promise<void> {
  await page
    .getByText('正在读取…')
    .first()
    .waitFor({ state: 'detached', timeout: 30_000 })
    .catch(() => undefined)
  await pause(3_000)
}

/** Draws a picture smaller, in the browser that is there anyway. */
async function shrink(browser: Browser, bytes: Buffer, scale: number): Promise<Buffer> {
  const page = await browser.newPage()
  const small = await page.evaluate(
    async ({ source, scale }) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.width * scale
      canvas.height = image.height * scale
      const brush = canvas.getContext('2d')
      if (!brush) throw new Error('the browser draws no canvas')
      brush.imageSmoothingQuality = 'high'
      brush.drawImage(image, 0, 0, canvas.width, canvas.height)
      return canvas.toDataURL('image/png')
    },
    { source: `data:image/png;base64,${bytes.toString('base64')}`, scale },
  )
  await page.close()
  return Buffer.from(small.slice(small.indexOf(',') + 1), 'base64')
}

takePictures(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
