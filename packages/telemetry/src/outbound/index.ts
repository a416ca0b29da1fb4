export { type Destination, type Posted, postOutside, readDestination } from "./post.ts";
