//! The fake refuses what Discord refuses, asked by a bot of a few lines over real
//! HTTP and a real websocket.

mod bot;
mod calls;
mod gateway;
mod interactions;
mod trouble;
