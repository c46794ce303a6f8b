import { checkDomain } from '@civitas/domain-kit'
import { expect, test } from 'vitest'
import { itProjects } from './index.ts'

test('the service process is declared without a fault, in its six steps', () => {
  expect(checkDomain(itProjects)).toEqual([])
  expect(itProjects.caseTypes[0]?.stages.map((stage) => stage.title.zh)).toEqual([
    ...['需求申请', '评估', '主题建设', '测试调试', '上线', '待检验'],
  ])
})

test('nothing goes live but through the test', () => {
  const before = itProjects.caseTypes[0]?.stages.filter((stage) =>
    stage.exits.some((exit) => exit.to === 'live'),
  )
  expect(before?.map((stage) => stage.id)).toEqual(['test'])
})

test('a function stands in one of the five states of its life, dated and approved', () => {
  const schema = itProjects.entityTypes?.[0]?.schema
  expect(schema?.properties.state).toMatchObject({
    enum: ['new', 'upgraded', 'operated', 'assessed', 'abolished'],
  })
  expect(schema?.required).toEqual(expect.arrayContaining(['state', 'stateDate', 'approvedBy', 'approval']))
})
