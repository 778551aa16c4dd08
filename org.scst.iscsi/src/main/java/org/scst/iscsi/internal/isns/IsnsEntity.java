package org.scst.iscsi.internal.isns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * This machine as a server is told of it, and the messages that say so.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name Entity Identifier
 * @param portals where initiators reach it
 * @param targets its targets
 */
record IsnsEntity(String name, List<InetSocketAddress> portals, List<Target> targets) {
    private static final int ISCSI = 2;
    private static final int TARGET_NODE = 1;
    private static final int INITIATOR_NODE = 2;
    /** Of initiators, and of the node itself: removed, added (RFC 4171 6.4.4). */
    private static final int NOTIFICATIONS = 0x80 | 0x10 | 0x08;

    /**
     * One target.
     *
     * @param name iSCSI name
     * @param alias empty for none
     */
    record Target(String name, String alias) {}

    /** Copies its arguments. */
    IsnsEntity {
        portals = List.copyOf(portals);
        targets = List.copyOf(targets);
    }

    /**
     * Where the server can tell of changes, which it does at portals only (RFC 4171 6.3.7): by which it is reached, if that is one; there has
     * to be one.
     *
     * @param here this machine's address as the server sees it
     */
    InetAddress notified(InetAddress here) {
        boolean portal = portals.stream().anyMatch(one -> one.getAddress().equals(here));
        return portal ? here : portals.getFirst().getAddress();
    }

    /** A message without its transaction; the first of several may replace what was registered before. */
    record Draft(int function, List<IsnsAttribute> attributes, boolean replace) {}

    /**
     * Registers the entity with all its portals and targets, in as many messages as they need.
     *
     * @param period seconds after which the server forgets it when it hears nothing
     * @param notified where notifications are taken: told of the portals with this address, and of no other, for there the server would
     *     find nobody
     */
    List<Draft> registrations(int period, InetSocketAddress notified) {
        List<Draft> drafts = new ArrayList<>();
        List<IsnsAttribute> head = head(period, notified);
        List<IsnsAttribute> attributes = new ArrayList<>(head);
        for (Target target : targets) {
            List<IsnsAttribute> node = node(target);
            if (bytes(attributes) + bytes(node) > IsnsMessage.MOST_ATTRIBUTE_BYTES) {
                drafts.add(new Draft(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION, attributes, drafts.isEmpty()));
                attributes = new ArrayList<>(head);
            }
            attributes.addAll(node);
        }
        drafts.add(new Draft(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION, attributes, drafts.isEmpty()));
        return drafts;
    }

    private List<IsnsAttribute> head(int period, InetSocketAddress notified) {
        List<IsnsAttribute> head = new ArrayList<>();
        head.add(source());
        head.add(IsnsAttribute.text(IsnsAttribute.ENTITY_IDENTIFIER, name));
        head.add(IsnsAttribute.delimiter());
        head.add(IsnsAttribute.text(IsnsAttribute.ENTITY_IDENTIFIER, name));
        head.add(IsnsAttribute.number(IsnsAttribute.ENTITY_PROTOCOL, ISCSI));
        head.add(IsnsAttribute.number(IsnsAttribute.REGISTRATION_PERIOD, period));
        for (InetSocketAddress portal : portals) {
            head.add(IsnsAttribute.address(portal));
            head.add(IsnsAttribute.number(IsnsAttribute.PORTAL_PORT, portal.getPort()));
            if (portal.getAddress().equals(notified.getAddress())) {
                head.add(IsnsAttribute.number(IsnsAttribute.SCN_PORT, notified.getPort()));
            }
        }
        return head;
    }

    private static List<IsnsAttribute> node(Target target) {
        List<IsnsAttribute> node = new ArrayList<>();
        node.add(IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, target.name));
        node.add(IsnsAttribute.number(IsnsAttribute.ISCSI_NODE_TYPE, TARGET_NODE));
        if (!target.alias.isEmpty()) {
            node.add(IsnsAttribute.text(IsnsAttribute.ISCSI_ALIAS, target.alias));
        }
        return node;
    }

    private static int bytes(List<IsnsAttribute> attributes) {
        return attributes.stream().mapToInt(IsnsAttribute::length).sum();
    }

    private IsnsAttribute source() {
        return IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, targets.getFirst().name);
    }

    /** Wants to hear of initiators that come and go. */
    static Draft notifications(String target) {
        IsnsAttribute node = IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, target);
        return new Draft(
                IsnsMessage.SCN_REGISTRATION,
                List.of(
                        node,
                        node,
                        IsnsAttribute.delimiter(),
                        IsnsAttribute.number(IsnsAttribute.ISCSI_SCN_BITMAP, NOTIFICATIONS)),
                false);
    }

    /** Asks for the initiators that share a discovery domain with a target. */
    static Draft initiatorsOf(String target) {
        return new Draft(
                IsnsMessage.DEVICE_ATTRIBUTE_QUERY,
                List.of(
                        IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, target),
                        IsnsAttribute.number(IsnsAttribute.ISCSI_NODE_TYPE, INITIATOR_NODE),
                        IsnsAttribute.delimiter(),
                        IsnsAttribute.wanted(IsnsAttribute.ISCSI_NAME)),
                false);
    }

    /** Takes all of it back. */
    Draft deregistration() {
        return new Draft(
                IsnsMessage.DEVICE_DEREGISTRATION,
                List.of(source(), IsnsAttribute.delimiter(), IsnsAttribute.text(IsnsAttribute.ENTITY_IDENTIFIER, name)),
                false);
    }
}
