import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, section, see } from '../lib/journey.ts'

describeJourney('an entity edited by two people', (journey) => {
  it('tells the second in words that somebody was faster, and keeps what was written', async () => {
    const { page: list } = await journey.open(
      'admin',
      '/console/entities?type=waterlogging.gauge',
      sizes.desk,
    )
    await (await see(list.locator('tbody tr.ant-table-row').getByRole('link'))).click()
    await see(list.getByRole('button', { name: '修改' }))
    const former = await list.getByRole('heading', { level: 1 }).innerText()
    const path = new URL(list.url()).pathname
    const { page: slow } = await journey.open('admin', path, sizes.desk)
    await (await see(slow.getByRole('button', { name: '修改' }))).click()
    await slow.getByRole('dialog').getByLabel('名称').fill(`${former}（慢）`)

    await list.getByRole('button', { name: '修改' }).click()
    await list.getByRole('dialog').getByLabel('名称').fill(`${former}（快）`)
    await list.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await see(list.getByRole('heading', { level: 1, name: `${former}（快）` }))

    await slow.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await see(slow.getByText('您修改期间，别人已保存了新版本'))
    await slow.getByRole('button', { name: '载入新版本' }).click()
    await slow.getByText('您修改期间，别人已保存了新版本').waitFor({ state: 'detached' })
    expect(await slow.getByRole('dialog').getByLabel('名称').inputValue()).toBe(`${former}（慢）`)
    await slow.getByRole('dialog').getByLabel('名称').fill(former)
    await slow.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await see(slow.getByRole('heading', { level: 1, name: former, exact: true }))
    await see(section(slow, '变更历史').getByText(`${former}（快）`))
  })
})
