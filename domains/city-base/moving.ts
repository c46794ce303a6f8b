import {
  attributes,
  type Command,
  choiceField,
  type Datastream,
  type EntityType,
  type EventType,
  integerField,
  type LocalText,
  numberField,
  type ThingType,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'

const owner = textField(text('所属单位', 'Owner'))

const route = textField(text('线路编码', 'Route code'))

/** Registers of what moves and of its routes; 外勤人员 is personal, so its positions are shown on duty only. */
export const movingTypes: readonly EntityType[] = [
  {
    id: 'vehicle',
    title: text('车辆', 'Vehicle'),
    schema: attributes({
      vehicle_kind: choiceField(text('车辆类别', 'Kind'), [
        ['muck-truck', '渣土车', 'Muck truck'],
        ['sanitation', '环卫车', 'Sanitation vehicle'],
        ['patrol', '巡查车', 'Patrol car'],
        ['emergency', '应急抢险车', 'Emergency vehicle'],
        ['ambulance', '救护车', 'Ambulance'],
        ['fire-engine', '消防车', 'Fire engine'],
        ['bus', '公交车', 'Bus'],
        ['taxi', '出租车', 'Taxi'],
        ['other', '其他', 'Other'],
      ]),
      owner,
      route,
      terminal_number: textField(text('终端手机号', 'Terminal number')),
    }),
    reference: { description: text('号牌号码', 'Plate number') },
    geometry: 'Point',
    classification: 2,
    searchFields: ['owner'],
    listColumns: ['vehicle_kind', 'owner'],
    icon: 'car',
    color: '#d9822b',
  },
  {
    id: 'vessel',
    title: text('船舶', 'Vessel'),
    schema: attributes({ owner, route, length_m: numberField(text('船长', 'Length'), 'm', { minimum: 0 }) }),
    reference: { description: text('水上移动业务标识码 MMSI', 'MMSI') },
    geometry: 'Point',
    classification: 2,
    searchFields: ['owner'],
    listColumns: ['length_m', 'owner'],
    icon: 'ship',
    color: '#1d6fa5',
  },
  {
    id: 'field-worker',
    title: text('外勤人员', 'Field worker'),
    schema: attributes({
      owner,
      route,
      post: textField(text('岗位', 'Post')),
      shift: choiceField(text('班次', 'Shift'), [
        ['day', '日班', 'Day'],
        ['night', '夜班', 'Night'],
      ]),
    }),
    reference: { description: text('工号', 'Staff number') },
    geometry: 'Point',
    classification: 3,
    searchFields: ['owner', 'post'],
    listColumns: ['post', 'owner'],
    icon: 'user',
    color: '#7b5ea7',
  },
  {
    id: 'route',
    title: text('线路', 'Route'),
    schema: attributes({
      kind: choiceField(text('类别', 'Kind'), [
        ['bus', '公交线路', 'Bus line'],
        ['muck', '渣土运输线路', 'Muck truck route'],
        ['muck-detour', '渣土绕行线路', 'Muck truck detour'],
        ['cleaning', '环卫作业线路', 'Cleaning route'],
        ['cruise', '出租车巡游线路', 'Taxi cruise'],
        ['patrol', '机动巡查线路', 'Patrol route'],
        ['beat', '步行巡查线路', 'Beat on foot'],
        ['waterway', '航线', 'Waterway'],
      ]),
      owner,
      length_m: numberField(text('长度', 'Length'), 'm', { minimum: 0 }),
    }),
    reference: { description: text('线路编码', 'Route code') },
    geometry: 'LineString',
    classification: 1,
    searchFields: ['owner'],
    listColumns: ['kind', 'length_m', 'owner'],
    icon: 'route',
    color: '#5c7f67',
  },
  {
    id: 'fire-transmitter',
    title: text('消防用户信息传输装置', 'Fire alarm transmitter'),
    schema: attributes({ owner, address: textField(text('单位地址', 'Address')) }),
    reference: { description: text('装置编号', 'Device number') },
    geometry: 'Point',
    classification: 2,
    searchFields: ['owner', 'address'],
    listColumns: ['owner', 'address'],
    icon: 'flame',
    color: '#c0392b',
  },
]

function stream(
  id: string,
  title: LocalText,
  unit: string,
  min: number,
  max: number,
  periodSeconds = 60,
): Datastream {
  return { id, title, unit, observedProperty: { id, title }, range: { min, max }, periodSeconds }
}

const speed = stream('speed', text('速度', 'Speed'), 'km/h', 0, 250)
const heading = stream('heading', text('方向', 'Heading'), 'deg', 0, 360)

const seconds = (zh: string, en: string) => integerField(text(zh, en), 's', { minimum: 0, maximum: 65_535 })

/** What a vehicle terminal can be told; JT/T 808-2019 has a message for each. */
const terminalCommands: readonly Command[] = [
  {
    id: 'send-text',
    title: text('下发文本', 'Send a text'),
    parameters: attributes({
      text: textField(text('文本', 'Text'), { maxLength: 499 }),
      urgent: yesNoField(text('紧急', 'Urgent')),
    }),
  },
  { id: 'query-position', title: text('位置点名', 'Ask for the position') },
  {
    id: 'track',
    title: text('临时跟踪', 'Track for a while'),
    parameters: attributes({
      interval_seconds: seconds('上报间隔', 'Interval'),
      seconds: seconds('跟踪时长', 'For so long'),
    }),
  },
  {
    id: 'set-parameters',
    title: text('设置终端参数', 'Set parameters'),
    parameters: attributes({
      heartbeat_seconds: seconds('心跳间隔', 'Heartbeat'),
      report_seconds: seconds('缺省上报间隔', 'Report every'),
      sleep_report_seconds: seconds('休眠上报间隔', 'Report asleep every'),
      top_speed_km_h: integerField(text('最高速度', 'Top speed'), 'km/h', { minimum: 0, maximum: 250 }),
      overspeed_seconds: seconds('超速持续时间', 'Overspeed for'),
    }),
  },
  { id: 'query-parameters', title: text('查询终端参数', 'Ask for parameters') },
  { id: 'restart', title: text('终端复位', 'Restart'), dangerous: true },
]

/** Device models of what moves, and of the fire alarm transmitter of GB/T 26875.1. */
export const movingThings: readonly ThingType[] = [
  {
    id: 'vehicle-terminal',
    title: text('车载终端', 'Vehicle terminal'),
    entityType: 'vehicle',
    datastreams: [
      speed,
      heading,
      stream('mileage', text('里程', 'Mileage'), 'km', 0, 10_000_000),
      stream('fuel', text('油量', 'Fuel'), '1', 0, 5_000),
      stream('emergency', text('紧急报警', 'Emergency'), '1', 0, 1),
      stream('satellites', text('定位卫星数', 'Satellites'), '1', 0, 100),
      stream('signal', text('信号强度', 'Signal'), '1', 0, 100),
    ],
    heartbeatSeconds: 300,
    commands: terminalCommands,
  },
  {
    id: 'vessel-transponder',
    title: text('船舶自动识别系统 AIS', 'AIS transponder'),
    entityType: 'vessel',
    datastreams: [speed, heading, stream('draught', text('吃水', 'Draught'), 'm', 0, 30)],
    heartbeatSeconds: 900,
  },
  {
    id: 'fire-transmitter',
    title: text('用户信息传输装置', 'Fire alarm transmitter'),
    entityType: 'fire-transmitter',
    datastreams: [
      stream('fire_alarm', text('火警', 'Fire alarm'), '1', 0, 1),
      stream('fault', text('故障', 'Fault'), '1', 0, 1),
      stream('shielded', text('屏蔽', 'Shielded'), '1', 0, 1),
      stream('main_power_fault', text('主电故障', 'Mains fault'), '1', 0, 1),
      stream('backup_power_fault', text('备电故障', 'Backup power fault'), '1', 0, 1),
      stream('water_pressure', text('消防水压', 'Water pressure'), 'kPa', 0, 10_000),
      stream('temperature', text('温度', 'Temperature'), 'Cel', -60, 1_000),
    ],
    heartbeatSeconds: 1_800,
  },
]

function alarm(id: string, title: LocalText, description: LocalText): EventType {
  return {
    ...{ id, title, description, icon: 'route', verification: 'person', defaultLevel: 'yellow' },
    // What another vehicle does next to it is another event.
    mergeWithin: { metres: 0, minutes: 0 },
    reportable: false,
  }
}

/** Events fences and route plans raise (PLT-018). */
export const movingEvents: readonly EventType[] = [
  alarm(
    'route-deviation',
    text('偏离路线', 'Route deviation'),
    text('偏离规定路线超过容许距离和时间。', 'Off the planned route for longer than allowed.'),
  ),
  alarm(
    'fence-enter',
    text('驶入禁区', 'Entered a fence'),
    text('进入禁止进入的区域。', 'Went into a closed area.'),
  ),
  alarm(
    'fence-leave',
    text('驶出区域', 'Left a fence'),
    text('离开规定的区域。', 'Left the area it belongs in.'),
  ),
  alarm('overspeed', text('超速行驶', 'Overspeed'), text('超过限速持续行驶。', 'Drove faster than allowed.')),
  alarm('overstay', text('超时停留', 'Overstay'), text('在区域内停留超时。', 'Stayed longer than allowed.')),
]
