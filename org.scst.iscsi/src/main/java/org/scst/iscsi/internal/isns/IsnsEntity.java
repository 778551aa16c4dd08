package org.scst.iscsi.internal.isns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.iscsi.internal.portal.PortalGroup;

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
     * @param portals of the entity's, those by which it is reached
     */
    record Target(String name, String alias, List<InetSocketAddress> portals) {
        /** Copies its argument. */
        Target {
            portals = List.copyOf(portals);
        }
    }

    /** Copies its arguments. */
    IsnsEntity {
        portals = List.copyOf(portals);
        targets = List.copyOf(targets);
    }

    /** A message without its transaction; the first of several may replace what was registered before. */
    record Draft(int function, List<IsnsAttribute> attributes, boolean replace) {}

    /**
     * Registers the entity with all its portals and targets, in as many messages as they need.
     *
     * @param period seconds after which the server forgets it when it hears nothing
     * @param notified where notifications are taken, if they are: told of the portals with this address, and of no other, for there the
     *     server would find nobody
     */
    List<Draft> registrations(int period, Optional<InetSocketAddress> notified) {
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

    private List<IsnsAttribute> head(int period, Optional<InetSocketAddress> notified) {
        List<IsnsAttribute> head = new ArrayList<>();
        head.add(source());
        head.add(IsnsAttribute.text(IsnsAttribute.ENTITY_IDENTIFIER, name));
        head.add(IsnsAttribute.delimiter());
        head.add(IsnsAttribute.text(IsnsAttribute.ENTITY_IDENTIFIER, name));
        head.add(IsnsAttribute.number(IsnsAttribute.ENTITY_PROTOCOL, ISCSI));
        head.add(IsnsAttribute.number(IsnsAttribute.REGISTRATION_PERIOD, period));
        for (InetSocketAddress portal : portals) {
            head.add(IsnsAttribute.address(IsnsAttribute.PORTAL_IP_ADDRESS, portal));
            head.add(IsnsAttribute.number(IsnsAttribute.PORTAL_PORT, portal.getPort()));
            notified.filter(taken -> taken.getAddress().equals(portal.getAddress()))
                    .ifPresent(taken -> head.add(IsnsAttribute.number(IsnsAttribute.SCN_PORT, taken.getPort())));
        }
        return head;
    }

    /**
     * A target and its portal groups. Without a word of those every portal would lead to it (RFC 4171 5.6.5.1), and one of which the server
     * has once been told that it does not would stay so: hence each is named, with its tag or with none.
     */
    private List<IsnsAttribute> node(Target target) {
        List<IsnsAttribute> node = new ArrayList<>();
        node.add(IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, target.name));
        node.add(IsnsAttribute.number(IsnsAttribute.ISCSI_NODE_TYPE, TARGET_NODE));
        if (!target.alias.isEmpty()) {
            node.add(IsnsAttribute.text(IsnsAttribute.ISCSI_ALIAS, target.alias));
        }
        List<InetSocketAddress> others = new ArrayList<>(portals);
        others.removeAll(target.portals);
        addGroup(node, IsnsAttribute.number(IsnsAttribute.PORTAL_GROUP_TAG, PortalGroup.TAG), target.portals);
        addGroup(node, IsnsAttribute.empty(IsnsAttribute.PORTAL_GROUP_TAG), others);
        return node;
    }

    private static void addGroup(List<IsnsAttribute> node, IsnsAttribute tag, List<InetSocketAddress> portals) {
        if (!portals.isEmpty()) {
            node.add(tag);
        }
        for (InetSocketAddress portal : portals) {
            node.add(IsnsAttribute.address(IsnsAttribute.PG_PORTAL_IP_ADDRESS, portal));
            node.add(IsnsAttribute.number(IsnsAttribute.PG_PORTAL_PORT, portal.getPort()));
        }
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
                        IsnsAttribute.empty(IsnsAttribute.ISCSI_NAME)),
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
