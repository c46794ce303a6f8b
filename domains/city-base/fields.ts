import { choiceField, dateField, text, textField } from '@civitas/domain-kit'

/** What every facility may carry; GB/T 30428.2 asks a city part for owner, manager, state and dates. */
export const facility = {
  owner: textField(text('权属单位', 'Owner')),
  manager: textField(text('养护单位', 'Maintained by')),
  address: textField(text('位置描述', 'Place')),
  material: textField(text('材质', 'Material')),
  install_date: dateField(text('安装日期', 'Installed')),
  removed_date: dateField(text('拆除日期', 'Removed on')),
  surveyed_time: textField(text('最近普查时间', 'Last surveyed')),
  state: choiceField(text('状态', 'State'), [
    ['in-use', '完好', 'In order'],
    ['damaged', '破损', 'Damaged'],
    ['lost', '丢失', 'Lost'],
    ['removed', '已拆除', 'Removed'],
  ]),
}
