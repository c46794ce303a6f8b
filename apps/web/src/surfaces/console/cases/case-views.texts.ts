import { defineTexts } from '@civitas/ui'

export const caseViewTexts = defineTexts(
  {
    views: '保存的视图',
    save: '保存为视图',
    name: '视图名称',
    shared: '与本单位共享',
    from: (name: string) => `${name} 共享`,
    remove: (name: string) => `删除视图“${name}”`,
    columns: '显示列',
    why: '保存当前的筛选、搜索词和显示列；同名视图会被替换。',
  },
  {
    views: 'Kept views',
    save: 'Keep as a view',
    name: 'Name of the view',
    shared: 'Share with my organisation',
    from: (name: string) => `Shared by ${name}`,
    remove: (name: string) => `Delete the view “${name}”`,
    columns: 'Columns',
    why: 'Keeps the filters, the words searched and the columns shown; one of the same name is replaced.',
  },
)
