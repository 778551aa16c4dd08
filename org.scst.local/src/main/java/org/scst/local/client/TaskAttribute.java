package org.scst.local.client;

/** Task attribute of a command (SAM-6 8.8), in the protocol's order. */
public enum TaskAttribute {
    SIMPLE,
    ORDERED,
    HEAD_OF_QUEUE,
    ACA
}
