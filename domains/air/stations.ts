import {
  attributes,
  type Command,
  choiceField,
  type Datastream,
  dateField,
  type EntityType,
  integerField,
  numberField,
  type SimulationInput,
  type ThingType,
  text,
  textField,
} from '@civitas/domain-kit'
import { AQI_SOURCES, computeDailyAqi, computeHourlyAqi } from './aqi/compute-aqi.ts'

const station: EntityType = {
  id: 'station',
  title: text('空气质量监测站', 'Air quality station'),
  schema: attributes({
    station_level: choiceField(text('站点级别', 'Level'), [
      ['national', '国控', 'National'],
      ['provincial', '省控', 'Provincial'],
      ['city', '市控', 'City'],
      ['town', '镇站', 'Town'],
      ['micro', '微站', 'Micro'],
    ]),
    surroundings: choiceField(text('站点类型', 'Surroundings'), [
      ['urban', '城区', 'Urban'],
      ['traffic', '交通', 'Traffic'],
      ['industrial', '工业', 'Industrial'],
      ['background', '清洁对照', 'Background'],
    ]),
    operator: textField(text('运维单位', 'Operator')),
    height_m: numberField(text('采样口高度', 'Inlet height'), 'm', { minimum: 0, maximum: 100 }),
    install_date: dateField(text('建成日期', 'Installed')),
    address: textField(text('地址', 'Address')),
  }),
  reference: { description: text('站点编码', 'Station code') },
  geometry: 'Point',
  classification: 1,
  searchFields: ['operator', 'address'],
  listColumns: ['station_level', 'surroundings', 'operator'],
  icon: 'cloud',
  color: '#4c9f70',
}

/** Name in Chinese and English, UCUM unit, range, jump within one hour. */
type Quantity = readonly [zh: string, en: string, unit: string, min: number, max: number, jump?: number]

/**
 * Ranges are those of the instruments, wide enough for dust storms. Hourly means are stamped with the beginning of their
 * hour (as in HJ 212-2017), so the hours of a day carry 0:00 … 23:00.
 */
const quantities: Readonly<Record<string, Quantity>> = {
  pm25: ['细颗粒物 PM2.5', 'PM2.5', 'ug/m3', 0, 5000, 300],
  pm10: ['可吸入颗粒物 PM10', 'PM10', 'ug/m3', 0, 10000, 500],
  so2: ['二氧化硫 SO2', 'Sulphur dioxide', 'ug/m3', 0, 5000],
  no2: ['二氧化氮 NO2', 'Nitrogen dioxide', 'ug/m3', 0, 5000],
  co: ['一氧化碳 CO', 'Carbon monoxide', 'mg/m3', 0, 200],
  o3: ['臭氧 O3', 'Ozone', 'ug/m3', 0, 2000],
  temperature: ['气温', 'Air temperature', 'Cel', -50, 60],
  pressure: ['气压', 'Air pressure', 'hPa', 500, 1100],
  dew_point: ['露点温度', 'Dew point', 'Cel', -60, 50],
  humidity: ['相对湿度', 'Relative humidity', '%', 0, 100],
  rain: ['小时降水量', 'Rain of the hour', 'mm', 0, 300],
  wind_speed: ['风速', 'Wind speed', 'm/s', 0, 75],
  wind_direction: ['风向', 'Wind direction', 'deg', 0, 360],
}

const datastreams: readonly Datastream[] = Object.entries(quantities).map(
  ([id, [zh, en, unit, min, max, jump]]) => ({
    id,
    title: text(zh, en),
    unit,
    observedProperty: { id, title: text(zh, en) },
    range: { min, max },
    ...(jump === undefined ? {} : { jump: { amount: jump, withinSeconds: 3600 } }),
    periodSeconds: 3600,
  }),
)

const aqiProperty = {
  id: 'aqi',
  title: text('空气质量指数 AQI', 'Air quality index (China)'),
  definition: 'HJ 633-2012',
}

/** What the data acquisition instrument of a station can be told; HJ 212-2017 has a number for each. */
const stationCommands: readonly Command[] = [
  { id: 'get-time', title: text('提取现场机时间', 'Ask for its time') },
  {
    id: 'set-time',
    title: text('设置现场机时间', 'Set its time'),
    parameters: attributes({
      time: textField(text('时间（缺省为当前）', 'Time, now when absent'), { pattern: '^[0-9]{14}$' }),
    }),
  },
  { id: 'start-realtime', title: text('启动实时数据上报', 'Start real-time data') },
  { id: 'stop-realtime', title: text('停止实时数据上报', 'Stop real-time data') },
  {
    id: 'set-realtime-interval',
    title: text('设置实时数据间隔', 'Set the real-time interval'),
    parameters: attributes({
      seconds: integerField(text('间隔', 'Interval'), 's', { minimum: 30, maximum: 3600 }),
    }),
  },
  {
    id: 'calibrate',
    title: text('零点校准量程校准', 'Calibrate'),
    parameters: attributes({
      factor: textField(text('因子编码', 'Factor'), { pattern: '^[A-Za-z][0-9]{5}$' }),
    }),
    dangerous: true,
  },
]

const stationThing: ThingType = {
  id: 'station',
  title: text('空气质量自动监测站', 'Automatic air quality station'),
  entityType: 'station',
  datastreams,
  derived: [
    {
      id: 'aqi',
      title: text('实时空气质量指数', 'Hourly AQI'),
      unit: '1',
      observedProperty: aqiProperty,
      range: { min: 0, max: 500 },
      from: AQI_SOURCES,
      lookbackHours: 24,
      at: 'hour',
      compute: computeHourlyAqi,
    },
    {
      id: 'aqi_day',
      title: text('日空气质量指数', 'Daily AQI'),
      unit: '1',
      observedProperty: aqiProperty,
      range: { min: 0, max: 500 },
      from: AQI_SOURCES,
      lookbackHours: 25,
      at: 'day',
      compute: computeDailyAqi,
    },
  ],
  heartbeatSeconds: 3 * 3600,
  commands: stationCommands,
  simulate: simulateStation,
}

/** Typical level of each pollutant at an urban place with emission and dispersion both 1. */
const usual = { pm25: 38, pm10: 66, so2: 9, no2: 34, co: 0.7 }

/**
 * Air of a simulated station: emissions over dispersion, washed out by rain, ozone following temperature and daylight.
 * Drivers: `emission_factor` and `dispersion_factor` (1 = usual), `temperature_c`, `wind_m_s`, `humidity_percent`,
 * `rain_mm_h`.
 */
function simulateStation(input: SimulationInput): Readonly<Record<string, number>> {
  const { drivers, previous, random } = input
  const rain = drivers.rain_mm_h ?? 0
  const temperature = drivers.temperature_c ?? 22
  const load = (drivers.emission_factor ?? 1) / Math.max(drivers.dispersion_factor ?? 1, 0.1)
  const washed = load / (1 + rain / 20)
  const readings: Record<string, number> = {}
  for (const [id, level] of Object.entries(usual)) {
    const target = level * (id.startsWith('pm') ? washed : load) * (0.9 + 0.2 * random())
    const before = previous[id] ?? target
    readings[id] = round(before + (target - before) * 0.6, id === 'co' ? 2 : 0)
  }
  readings.o3 = round(
    Math.max(4, 20 + (temperature - 12) * 5 - 0.5 * (readings.no2 ?? 0)) * (0.9 + 0.2 * random()),
    0,
  )
  readings.temperature = round(temperature + random() - 0.5, 1)
  readings.pressure = round(1008 + 4 * random(), 1)
  readings.humidity = round(drivers.humidity_percent ?? 65, 0)
  readings.rain = round(rain, 1)
  readings.wind_speed = round((drivers.wind_m_s ?? 2) * (0.7 + 0.6 * random()), 1)
  readings.wind_direction = round(90 + 60 * random(), 0)
  return readings
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}

/** The register of stations. */
export const entityTypes = [station]

/** The station as a device. */
export const thingTypes = [stationThing]
