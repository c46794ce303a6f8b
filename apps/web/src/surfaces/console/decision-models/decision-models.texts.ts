import { defineTexts } from '@civitas/ui'

export const decisionModelTexts = defineTexts(
  {
    title: '决策模型',
    ...{ model: '模型', decisions: '决策', inputs: '输入', imported: '导入时间', rules: '规则' },
    ...{ importIt: '导入决策模型', xml: 'DMN 文件内容（1.1 至 1.3）', file: '选择 .dmn 文件' },
    importWhy: '支持各命中策略的决策表和字面表达式；事项的引导问答和时限、材料可引用。',
    ...{
      decision: '要试算的决策',
      tryIt: '试算',
      result: '结果',
      matched: '命中规则',
      noMatch: '没有规则命中',
    },
    rule: (n: number) => `第 ${n} 条`,
    factsHint: '文字直接写，数字、真假和列表按 JSON 写，例如 12、true、["a"]',
    ...{ hit: '命中策略', number: '序号', needs: '先决' },
    none: { title: '还没有决策模型', why: '导入其他系统导出的 DMN 文件后列在这里，可逐条试算。' },
  },
  {
    title: 'Decision models',
    ...{ model: 'Model', decisions: 'Decisions', inputs: 'Inputs', imported: 'Imported', rules: 'Rules' },
    ...{ importIt: 'Import a model', xml: 'DMN file (1.1 to 1.3)', file: 'Choose a .dmn file' },
    importWhy: 'Decision tables of all hit policies and literal expressions.',
    ...{
      decision: 'Decision',
      tryIt: 'Try',
      result: 'Result',
      matched: 'Rules that matched',
      noMatch: 'None matched',
    },
    rule: (n: number) => `Rule ${n}`,
    factsHint: 'Words as they are; numbers, truth and lists as JSON: 12, true, ["a"]',
    ...{ hit: 'Hit policy', number: 'No.', needs: 'Needs' },
    none: { title: 'No decision models', why: 'Import a DMN file; each decision can be tried.' },
  },
)
