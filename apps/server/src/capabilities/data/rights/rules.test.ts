import { expect, it } from 'vitest'
import { answerText } from './rules.ts'

it('says what was deleted and what is kept on which basis', () => {
  const holder = (datasetName: string, outcome: 'deleted' | 'kept', basis: string | null = null) => ({
    ...{ datasetName, organisationName: '甲局', outcome, basis },
  })
  const text = answerText('delete', [
    holder('一', 'deleted'),
    holder('二', 'deleted'),
    holder('三', 'kept', '《档案法》'),
  ])
  expect(text).toBe(
    '您的删除申请已办结。已删除 2 处：甲局“一”、甲局“二”；依法保留 1 处：甲局“三”依据《档案法》。',
  )
  expect(answerText('access', [])).toBe('未发现与您有关的数据。')
})
