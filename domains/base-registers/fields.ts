import { choiceField, type LocalText, text, textField } from '@civitas/domain-kit'

/** Telephone of a person or a firm, as it is dialled. */
export const telephone = textField(text('联系电话', 'Telephone'), { maxLength: 30 })

/** A division code: GB/T 2260 six digits, extended to 9, 12 and 15. */
export function divisionField(label: LocalText) {
  return textField(label, { pattern: '^[0-9]{6}([0-9]{3}){0,3}$', maxLength: 15 })
}

/** First-level classes of GB/T 21010-2017 and the code of the class below. */
export const landUse = {
  land_use: choiceField(text('土地利用一级类', 'Land use'), [
    ['01', '耕地', 'Cropland'],
    ['02', '园地', 'Garden'],
    ['03', '林地', 'Forest'],
    ['04', '草地', 'Grassland'],
    ['05', '商服用地', 'Commerce and services'],
    ['06', '工矿仓储用地', 'Industry, mining, storage'],
    ['07', '住宅用地', 'Housing'],
    ['08', '公共管理与公共服务用地', 'Public administration and services'],
    ['09', '特殊用地', 'Special use'],
    ['10', '交通运输用地', 'Transport'],
    ['11', '水域及水利设施用地', 'Water and water works'],
    ['12', '其他土地', 'Other'],
  ]),
  land_use_code: textField(text('土地利用二级类代码', 'Land use, second level'), {
    pattern: '^(0[1-9]|1[0-2])[0-9]{2}$',
    maxLength: 4,
  }),
}
