import {
  bindProfile,
  createThing,
  getModel,
  installPack,
  listOidObjects,
  publishProfile,
  registerFacility,
  reportDesktopSession,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { findAxeViolations } from '../lib/axe.ts'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, section, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

const unique = () => Date.now().toString(36).toUpperCase()
const row = (page: Page, words: string) => page.locator('tbody tr.ant-table-row').filter({ hasText: words })
const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })

/** Finds by words on the server and takes the first. */
async function find(page: Page, box: Locator, words: string): Promise<void> {
  await box.click()
  await box.fill(words)
  await (await see(page.locator('.ant-select-item-option').filter({ hasText: words }))).click()
}

async function aLamp(client: Client, name: string) {
  await client.call(installPack, { params: { id: 'lamps' } })
  const { thing } = await client.call(createThing, {
    body: { thingType: 'lamp-v1', reference: name, name, position: [118.9, 33.45] },
  })
  return thing
}

describeJourney('devices are cared for', (journey) => {
  it('a handheld is enrolled with its code, marked lost, and a lock is queued (PLT-009)', async () => {
    const { page, errors } = await journey.open('admin', '/console/terminals', sizes.desk)
    const reference = `T-${unique()}`
    await (await see(button(page, '登记终端'))).click()
    const dialog = page.getByRole('dialog', { name: '登记终端' })
    await dialog.getByLabel('编号').fill(reference)
    await find(page, dialog.getByLabel('单位'), '城市管理局')
    await find(page, dialog.getByLabel('使用人'), 'grid')
    await dialog.getByLabel('用途').fill('城管巡查')
    await button(dialog, '登记终端').click()
    const shown = page.getByRole('dialog', { name: '一次性注册码' })
    const code = (await (await see(shown.locator('code'))).innerText()).trim()
    await button(shown, '我已记下，关闭').click()
    const answer = await fetch(`${journey.url}/api/sensing/terminal/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    expect(answer.status).toBe(200)
    await page.goto(`${journey.url}/console/terminals?search=${reference}`)
    await (await see(row(page, reference).getByRole('link'))).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '在用' }))
    await button(page, '标记遗失').click()
    const lose = page.getByRole('dialog', { name: '标记遗失' })
    await lose.getByLabel('说明').fill('巡查时遗失')
    await button(lose, '标记遗失').click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '遗失' }))
    await see(row(page, '锁定').filter({ hasText: '排队中' }))
    expect(await findAxeViolations(page)).toEqual([])
    expect(errors).toEqual([])
  })

  it('a cloud desktop is allocated, its sessions are audited, and it is reclaimed (PLT-009)', async () => {
    const { page, errors } = await journey.open('admin', '/console/terminals?tab=desktops', sizes.desk)
    const reference = `VDI-${unique()}`
    await (await see(button(page, '规格管理'))).click()
    await (await see(button(page, '新增或修改规格'))).click()
    const profile = page.getByRole('dialog', { name: '新增或修改规格' })
    await profile.getByLabel('规格名称').fill(`窗口办公 ${reference}`)
    await profile.getByLabel('系统镜像').fill('统信 UOS 20')
    await profile.getByLabel('闲置多少分钟后收回').fill('60')
    await button(profile, '新增或修改规格').click()
    await see(page.getByText('闲置 60 分钟收回'))
    await page.keyboard.press('Escape')
    await button(page, '分配云桌面').click()
    const dialog = page.getByRole('dialog', { name: '分配云桌面' })
    await dialog.getByLabel('桌面编号').fill(reference)
    await choose(page, dialog.getByLabel('规格'), reference)
    await find(page, dialog.getByLabel('单位'), '城市管理局')
    await find(page, dialog.getByLabel('使用人'), 'duty')
    await dialog.getByLabel('用途').fill('值班办公')
    const made = page.waitForResponse((each) => each.url().endsWith('/api/sensing/desktops'))
    await button(dialog, '分配云桌面').click()
    const { id } = (await (await made).json()) as { id: string }
    const client = await signInAs(journey.url, 'admin')
    await client.call(reportDesktopSession, {
      params: { id },
      body: { session: `S-${reference}`, act: 'opened', clientAddress: '10.1.2.3' },
    })
    await page.goto(`${journey.url}/console/terminals?tab=sessions`)
    await see(row(page, `S-${reference}`).filter({ hasText: '进行中' }))
    await page.goto(`${journey.url}/console/terminals?tab=desktops&search=${reference}`)
    await (await see(row(page, reference).getByRole('button', { name: '收回' }))).click()
    const reclaim = page.getByRole('dialog', { name: '收回云桌面' })
    await reclaim.getByLabel('说明').fill('岗位调整')
    await button(reclaim, '收回云桌面').click()
    await see(row(page, '已收回').filter({ hasText: '岗位调整' }))
    expect(await findAxeViolations(page)).toEqual([])
    expect(errors).toEqual([])
  })

  it('a device is calibrated, swapped with a new key, and a work order becomes a case (PLT-017)', async () => {
    const client = await signInAs(journey.url, 'admin')
    const thing = await aLamp(client, `运维灯-${unique()}`)
    const { page, errors } = await journey.open('admin', `/console/devices/${thing.id}?tab=care`, sizes.desk)
    await (await see(button(page, '登记校准'))).click()
    const calibrate = page.getByRole('dialog', { name: '登记校准' })
    await calibrate.getByLabel('证书号').fill('JZ-2025-1')
    await button(calibrate, '登记校准').click()
    await see(section(page, '校准记录').getByText('JZ-2025-1'))
    await button(page, '更换设备').click()
    const swap = page.getByRole('dialog', { name: '更换设备' })
    await swap.getByLabel('新序列号').fill('SN-2')
    await swap.getByLabel('更换原因').fill('进水')
    await button(swap, '更换设备').click()
    await see(section(page, '更换记录').getByText('— → SN-2'))
    await button(page, '开设备工单').click()
    const order = page.getByRole('dialog', { name: '开设备工单' })
    await order.getByLabel('事由').fill('灯不亮')
    await button(order, '开设备工单').click()
    await (await see(section(page, '工单记录').getByRole('link', { name: /^SG/ }), 60_000)).click()
    await see(page.getByText('处理设备').first())
    expect(errors).toEqual([])
  })

  it('a fifth device finds no slot, and sharing is offered for what stands near (PLT-012)', async () => {
    const client = await signInAs(journey.url, 'admin')
    const name = `试验杆 ${unique()}`
    const facilityType = `pole-${unique().toLowerCase()}`
    const { id } = await client.call(registerFacility, {
      body: {
        ...{ reference: name, name, facilityType, position: [118.9, 33.45] },
        ...{ heightClass: 'middle', carrier: 'pole', slots: 4 },
      },
    })
    expect(id).toBeTruthy()
    const { page, errors } = await journey.open(
      'admin',
      `/console/siting?search=${encodeURIComponent(name)}`,
      sizes.desk,
    )
    await (await see(row(page, name))).click()
    for (const [i, words] of ['一', '二', '三', '四', '五'].entries()) {
      await (await see(button(page, '挂载设备'))).click()
      const dialog = page.getByRole('dialog', { name: '挂载设备' })
      await dialog.getByLabel('挂载内容').fill(`设备${words}`)
      await button(dialog, '挂载设备').click()
      if (i < 4) await see(page.getByText(`设备${words}`, { exact: true }))
      else await see(dialog.getByText(/槽位已满/))
    }
    await page.goto(`${journey.url}/console/siting?tab=requests`)
    await (await see(button(page, '提出申请'))).click()
    const ask = page.getByRole('dialog', { name: '提出申请' })
    await ask.getByLabel('用途').fill('再装一处')
    await ask.getByLabel('设施类型').fill(facilityType)
    await (await see(ask.locator('canvas'))).click()
    await see(ask.getByText(/附近没有同类设施|附近已有同类设施/).first())
    expect(await findAxeViolations(page)).toEqual([])
    // The browser notes the refusal of the fifth.
    expect(errors.filter((each) => !each.includes('409'))).toEqual([])
  })

  it('an interlock forbids a batch before anything is sent (PLT-017)', async () => {
    const client = await signInAs(journey.url, 'admin')
    const [a, b] = [await aLamp(client, `泵站A-${unique()}`), await aLamp(client, `泵站B-${unique()}`)]
    const { page, errors } = await journey.open('admin', '/console/commands?tab=interlocks', sizes.desk)
    await (await see(button(page, '设置联锁'))).click()
    const dialog = page.getByRole('dialog', { name: '设置联锁' })
    const title = `不可同时停机 ${unique()}`
    await dialog.getByLabel('联锁名称').fill(title)
    await find(page, dialog.getByLabel('成员设备'), a.name)
    await find(page, dialog.getByLabel('成员设备'), b.name)
    await dialog.getByLabel('使设备进入该状态的命令').fill('switch-off')
    await dialog.getByLabel('使设备进入该状态的命令').press('Enter')
    await button(dialog, '设置联锁').click()
    await see(row(page, title))
    expect(await findAxeViolations(page)).toEqual([])
    await page.goto(`${journey.url}/console/commands`)
    await (await see(button(page, '批量下发'))).click()
    const send = page.getByRole('dialog', { name: '批量下发' })
    await choose(page, send.getByLabel('设备模型'), '路灯控制器-V1')
    await find(page, send.getByLabel('设备', { exact: true }), a.name)
    await find(page, send.getByLabel('设备', { exact: true }), b.name)
    await page.keyboard.press('Escape')
    await choose(page, send.getByLabel('命令'), '关灯')
    await button(send, '预览后果').click()
    await see(send.getByText('不能下发'))
    await see(send.getByText(new RegExp(title)))
    expect(errors).toEqual([])
  })

  it('objects are registered row by row, an alias resolves, and a revoked number names its successor (PLT-013)', async () => {
    const client = await signInAs(journey.url, 'admin')
    const { page, errors } = await journey.open('admin', '/console/oids?tab=arcs', sizes.desk)
    const arc = `2.999.${Date.now() % 1_000_000}`
    await (await see(button(page, '分配分支'))).click()
    const allocate = page.getByRole('dialog', { name: '分配分支' })
    await allocate.getByLabel('分支', { exact: true }).fill(arc)
    await allocate.getByLabel('名称').fill('试验分支')
    await button(allocate, '分配分支').click()
    await see(row(page, arc))
    await page.getByRole('tab', { name: '对象' }).click()
    await (await see(button(page, '批量登记'))).click()
    const dialog = page.getByRole('dialog', { name: '批量登记' })
    await find(page, dialog.getByLabel('分支'), arc)
    const alias = `S${unique()}`
    await dialog.getByLabel('对象清单').fill(`甲,${alias}\n乙,,${arc}.7\n丙,,${arc}.7`)
    await button(dialog, '批量登记').click()
    const report = page.getByRole('dialog', { name: '登记报告' })
    await see(report.getByText('3 行中登记了 2 行'))
    await see(report.getByText(/不能再次登记/))
    await page.keyboard.press('Escape')
    await page.getByLabel('解析标识或别名').fill(alias)
    await page.getByLabel('解析标识或别名').press('Enter')
    await see(page.getByRole('dialog', { name: '甲' }).getByText(`${arc}.1`, { exact: true }))
    const { items } = await client.call(listOidObjects, { query: { arc } })
    expect(items).toHaveLength(2)
    await button(page.getByRole('dialog', { name: '甲' }), '注销').click()
    const revoke = page.getByRole('dialog', { name: '注销' })
    await revoke.getByLabel('继任标识（可不填）').fill(`${arc}.7`)
    await revoke.getByLabel('理由').fill('更换')
    await button(revoke, '注销').click()
    await see(page.getByRole('dialog', { name: '甲' }).getByText('已注销'))
    await see(page.getByRole('dialog', { name: '甲' }).getByText(`${arc}.7`))
    expect(errors).toEqual([])
  })

  it('a device on an old version of a profile is listed as overdue (PLT-015)', async () => {
    const client = await signInAs(journey.url, 'admin')
    const thing = await aLamp(client, `规范灯-${unique()}`)
    const { model } = await client.call(getModel, { params: { id: 'lamp-v1' } })
    const content = {
      model: 'lamp-v1',
      properties: model.definition.properties.map(({ id, unit, periodSeconds, mandatory }) => ({
        ...{ id, unit, periodSeconds, mandatory },
      })),
      ...{ commands: [], securityLevel: 2, namingRule: null, reconnects: false },
    }
    const id = `lamp-${unique().toLowerCase()}`
    const publish = (graceDays: number) =>
      client.call(publishProfile, {
        params: { id },
        body: { title: '路灯接入规范', content, graceDays },
      })
    await publish(60)
    const { page, errors } = await journey.open('admin', '/console/conformance', sizes.desk)
    await (await see(row(page, id))).click()
    await (await see(button(page, '绑定设备'))).click()
    const dialog = page.getByRole('dialog', { name: '绑定设备' })
    await find(page, dialog.getByLabel('设备', { exact: true }), thing.name)
    await page.keyboard.press('Escape')
    await button(dialog, '绑定设备').click()
    await see(page.getByText('已绑定 1 台设备'))
    await publish(0)
    await page.goto(`${journey.url}/console/conformance?tab=overdue`)
    await see(row(page, thing.name).filter({ hasText: '超期未升级' }))
    expect(await findAxeViolations(page)).toEqual([])
    expect(errors).toEqual([])
    await client.call(bindProfile, { params: { id }, body: { version: 2, thingIds: [thing.id] } })
  })
})
