import { defineTexts } from '@civitas/ui'

export const peersTexts = defineTexts(
  {
    title: '同类城市对比',
    none: '还没有参照城市。导入公开资料里的数值后，按同一评分规则比较。',
    import: '导入参照值',
    importWhy:
      '每行一个数值，依次为城市、项目编号、数值、来源，用制表符分隔（可从表格粘贴）。同一城市同一项目再次导入即更新。',
    lines: '参照值',
    example: '城市\t编号\t数值\t来源',
    rank: (rank: string) => `第 ${rank}`,
    score: (score: string) => `${score} 分`,
    unranked: '可比项目不足',
    item: '项目',
    own: '本市',
    mean: '参照平均',
    place: '位次',
  },
  {
    title: 'Other cities',
    none: 'None yet. Import published values; they are compared by the same rules.',
    import: 'Import values',
    importWhy:
      'A value a line: city, code, value, source, tabs between (paste from a sheet). Again means anew.',
    lines: 'Values',
    example: 'city\tcode\tvalue\tsource',
    rank: (rank: string) => `No. ${rank}`,
    score: (score: string) => `${score} points`,
    unranked: 'Too few items to compare',
    item: 'Item',
    own: 'Own',
    mean: 'Mean of the others',
    place: 'Place',
  },
)
