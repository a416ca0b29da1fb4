export { createCompute } from "./compute.ts";
export { createPool, type Pool, type PoolOptions, threadsDefault } from "./pool.ts";
