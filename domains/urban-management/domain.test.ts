import { checkDomain } from '@civitas/domain-kit'
import { describe, expect, it } from 'vitest'
import { boards } from './boards.ts'
import { classes } from './classes.ts'
import { urbanManagement } from './index.ts'

describe('urban management', () => {
  it('is declared without faults', () => {
    expect(checkDomain(urbanManagement)).toEqual([])
  })

  it('has seven stages with the check and the evaluation', () => {
    const [type] = urbanManagement.caseTypes
    const titles = [...(type?.stages.map((one) => one.title.zh) ?? []), type?.check?.title.zh]
    expect(titles).toEqual(['信息收集', '案卷建立', '任务派遣', '任务处理', '处理反馈', '核查结案'])
    expect(type?.evaluates).toBe(true)
  })

  it('separates supervision from command', () => {
    const [type] = urbanManagement.caseTypes
    const items = new Map(type?.stages.flatMap((stage) => stage.tasks.map((task) => [stage.id, task.item])))
    expect(items.get('file')).toBe('supervision')
    expect(items.get('dispatch')).toBe('command')
    expect(type?.check?.item).toBe('supervision')
  })

  it('puts every small class on one of seven boards', () => {
    const placed = boards.flatMap((one) => one.classes)
    expect(boards).toHaveLength(7)
    expect([...placed].sort()).toEqual(classes.map((one) => one.code).sort())
  })

  it('gives every small class conditions and a limit, covers four hours round the clock', () => {
    expect(classes.length).toBeGreaterThan(100)
    for (const one of classes) {
      expect(one.filing.zh).not.toBe('')
      expect(one.closing.zh).not.toBe('')
    }
    expect(classes.find((one) => one.code === 'gbt30428.components.0102')?.limit).toEqual({
      minutes: 240,
      clock: 'urgent',
      calendar: 'municipal',
    })
  })
})
