import { listCases } from '@civitas/contract'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

/** An open case of the first day of the sample city, which is played beside the start. */
async function findCase(url: string, words: string): Promise<string> {
  const client = await signInAs(url, 'duty')
  let id: string | undefined
  await expect
    .poll(
      async () => {
        const { items } = await client.call(listCases, { query: { search: words, state: 'open', limit: 1 } })
        id = items[0]?.id
        return id
      },
      { timeout: 60_000 },
    )
    .toBeDefined()
  return id as string
}

describeJourney('two people at one case', (journey) => {
  it('are told of each other, and what the second typed is kept', async () => {
    const path = `/console/cases/${await findCase(journey.url, '油烟扰民')}`
    const { page: first } = await journey.open('duty', path, sizes.desk)
    const { page: second } = await journey.open('admin', path, sizes.desk)
    await (await see(second.getByRole('button', { name: '更多办理' }))).click()
    await second.getByRole('menuitem', { name: '催办' }).click()
    const words = second.getByRole('dialog').getByLabel('说明', { exact: true })
    await words.fill('请核实油烟净化设备')
    await (await see(first.getByRole('button', { name: '更多办理' }))).click()
    await first.getByRole('menuitem', { name: '催办' }).click()
    await first.getByRole('dialog').getByLabel('说明', { exact: true }).fill('请尽快到场')
    await first.getByRole('dialog').getByRole('button', { name: '催办' }).click()
    await see(second.getByText('市运行中心值班员 刚刚'))
    expect(await words.inputValue()).toBe('请核实油烟净化设备')
    await second.getByRole('dialog').getByRole('button', { name: '催办' }).click()
    await see(first.getByText('系统管理员 刚刚'))
    await see(first.getByText('请核实油烟净化设备'))
  })

  it('tick cases and read one answer for each', async () => {
    const id = await findCase(journey.url, '行道树倾斜')
    const { page } = await journey.open('duty', '/console/cases?state=open&search=行道树倾斜', sizes.desk)
    await (await see(page.locator(`tr[data-row-key="${id}"] .ant-checkbox-input`))).click()
    await (await see(page.getByRole('button', { name: '批量催办' }))).click()
    await page.getByRole('dialog').getByLabel('说明', { exact: true }).fill('雨前完成支撑')
    await page.getByRole('dialog').getByRole('button', { name: '批量催办' }).click()
    await see(page.getByText(/完成 1 件|未办 1 件/))
  })
})
