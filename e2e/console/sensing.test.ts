import { createThing, installPack, listRuleFirings, signIn } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, section, see } from '../lib/journey.ts'

async function asAdmin(baseUrl: string): Promise<{ client: Client; token: string }> {
  const session = await createClient({ baseUrl }).call(signIn, {
    body: { account: 'admin', password: 'civitas-demo' },
  })
  return {
    client: createClient({ baseUrl, token: () => session.accessToken }),
    token: session.accessToken,
  }
}

async function addReading(baseUrl: string, token: string, stream: number, result: number, time: string) {
  const answer = await fetch(`${baseUrl}/sta/v1.1/Datastreams(${stream})/Observations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ result, phenomenonTime: time }),
  })
  expect(answer.status).toBe(201)
}

describeJourney('devices under control', (journey) => {
  it('a lamp is found in the fleet, told what to do, and the command is cancelled before it connects', async () => {
    const { client } = await asAdmin(journey.url)
    await client.call(installPack, { params: { id: 'lamps' } })
    const reference = `LAMP-${Date.now().toString(36)}`
    await client.call(createThing, {
      body: { thingType: 'lamp-v1', reference, name: `试验灯杆 ${reference}`, position: [118.9, 33.45] },
    })
    const { page, errors } = await journey.open('duty', '/console/devices?type=lamp-v1', sizes.desk)
    await (await see(page.getByRole('link', { name: `试验灯杆 ${reference}` }))).click()
    await (await see(page.getByRole('tab', { name: '命令' }))).click()
    await (await see(page.getByRole('button', { name: '下发命令' }))).click()
    const dialog = page.getByRole('dialog', { name: /下发命令/ })
    await choose(page, dialog.getByLabel('命令'), '设置属性')
    await dialog.getByLabel('属性（JSON）').fill('{"brightness": 40}')
    await dialog.getByRole('button', { name: '预览后果' }).click()
    await see(dialog.getByText('可以下发'))
    await see(dialog.getByText('"brightness": 40'))
    await dialog.getByRole('button', { name: '确认下发' }).click()
    const row = page.locator('tbody tr.ant-table-row').filter({ hasText: 'brightness' })
    await see(row.filter({ hasText: '排队中' }))
    await row.first().locator('td').nth(2).click()
    await (await see(page.getByRole('button', { name: '撤销命令' }))).click()
    await page.getByRole('dialog', { name: '撤销命令' }).getByRole('button', { name: '撤销命令' }).click()
    await see(row.filter({ hasText: '已撤销' }))
    expect(errors).toEqual([])
  })

  it('a rule is written, played over the past, made live, and fires', async () => {
    const { client, token } = await asAdmin(journey.url)
    const made = await client.call(createThing, {
      body: {
        thingType: 'waterlogging.gauge',
        reference: `GAUGE-${Date.now().toString(36)}`,
        name: '规则试验水位计',
        position: [118.9, 33.45],
        attributes: { point_kind: 'underpass' },
      },
    })
    const stream = made.datastreams.find((each) => each.property === 'depth')?.datastreamId ?? 0
    await addReading(journey.url, token, stream, 7777, new Date(Date.now() - 600_000).toISOString())
    const { page, errors } = await journey.open('admin', '/console/rules/new', sizes.desk)
    const title = `试验规则 ${Date.now().toString(36)}`
    await (await see(page.getByLabel('规则名称'))).fill(title)
    await choose(page, page.getByLabel('设备模型'), '积水监测仪')
    await page.getByLabel('产生的事件').fill('积水')
    await page.getByLabel('产生的事件').press('Enter')
    await page.getByRole('button', { name: /^depth/ }).click()
    const numbers = page.getByRole('spinbutton', { name: '升到此级' })
    await numbers.fill('180')
    await page.getByRole('spinbutton', { name: '解除条件' }).fill('150')
    await page.getByRole('button', { name: '开始推演' }).click()
    await see(section(page, '试运行').getByText(/覆盖 .* 台设备/), 60_000)
    await page.getByRole('button', { name: '保存并启用' }).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: title }))
    const ruleId = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
    await expect
      .poll(
        async () => {
          await addReading(journey.url, token, stream, 195, new Date().toISOString())
          return (await client.call(listRuleFirings, { query: { ruleId } })).total
        },
        { timeout: 60_000, interval: 2_000 },
      )
      .toBeGreaterThan(0)
    await page.getByRole('tab', { name: '触发记录' }).click()
    await see(page.locator('tbody tr.ant-table-row').filter({ hasText: '规则试验水位计' }))
    expect(errors).toEqual([])
  })
})
